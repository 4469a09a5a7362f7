from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_what_changed_and_what_left")]

    operations = [
        migrations.CreateModel(
            name="NodeKey",
            fields=[
                ("purpose", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("key", models.BinaryField()),
            ],
        ),
        migrations.AddField("privatesite", "lent", models.JSONField(blank=True, default=dict)),
    ]
