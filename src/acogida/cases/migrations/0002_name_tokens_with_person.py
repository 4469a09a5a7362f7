from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(
                fields=["workspace", "version", "token", "household", "person"], name="name_tokens_with_person"
            ),
        ),
        migrations.RemoveIndex(model_name="nametoken", name="name_tokens_by_token"),
    ]
