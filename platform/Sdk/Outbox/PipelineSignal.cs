using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Sdk.Outbox;

/// <summary>Wakes the process that runs the domain's pipelines.</summary>
internal sealed class PipelineSignal : WakeSignal
{
    /// <summary>The channel on which other processes of the domain wake it.</summary>
    public const string Channel = "mesh_pipelines";
}
