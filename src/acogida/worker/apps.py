from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "acogida.worker"
    label = "worker"
