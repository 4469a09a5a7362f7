from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "acogida.config"
    label = "config"
