from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_second_factor_links")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(default="es", max_length=2),
        ),
    ]
