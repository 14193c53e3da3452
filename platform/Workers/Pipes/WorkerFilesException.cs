namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>A query's files cannot be given to its worker: a fault of the installation, not of the query. The message names paths, so it is for the log alone.</summary>
internal sealed class WorkerFilesException(string message, Exception cause) : Exception(message, cause);
