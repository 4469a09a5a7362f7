from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_edits_of_its_own_organization'),
    ]

    operations = [
        migrations.AddField(
            model_name='capacity',
            name='promised',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
