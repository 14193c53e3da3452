namespace MeshStarter.Sdk.Pipelines;

/// <summary>A pipeline does not fit its inputs, so that no run of it can succeed. The message has file, line and fix.</summary>
internal sealed class PipelineRefusedException(string message) : Exception(message);
