from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "acogida.directory"
    label = "directory"
