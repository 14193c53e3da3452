using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Pipelines;

/// <summary>The look and the words of a run's state.</summary>
internal static class RunLook
{
    /// <summary>The class of a state.</summary>
    public static string Of(RunState state) => state switch
    {
        RunState.Succeeded => "state-met",
        RunState.Failed or RunState.TimedOut or RunState.Quarantined => "state-breached",
        RunState.Interrupted => "state-at-risk",
        _ => "state-unknown",
    };

    /// <summary>The word of a state.</summary>
    public static string Word(RunState state) => WireNames.Of(state).Replace('_', ' ');
}
