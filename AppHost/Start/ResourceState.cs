using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.AppHost.Start;

/// <summary>The state of a resource in the start's output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Text">The phase in words, with the problem if there is one.</param>
internal sealed record ResourceState(string Name, ResourcePhase Phase, string Text)
{
    /// <summary>The text of a resource that has ended as it is to.</summary>
    public const string Done = "done";

    private const string DidNotStart = "did not start";

    /// <summary>Whether its process has run, or runs. One that did not start mostly waited for another that ended.</summary>
    public bool HasRun => Phase != ResourcePhase.Waiting && Text != DidNotStart;

    /// <summary>Reads the current state.</summary>
    /// <param name="name">The resource.</param>
    /// <param name="notifications">The states of all resources.</param>
    /// <param name="ends">Whether the resource is to end by itself, with exit code 0.</param>
    public static ResourceState Of(string name, ResourceNotificationService notifications, bool ends = false)
    {
        if (!notifications.TryGetCurrentState(name, out var current))
        {
            return new ResourceState(name, ResourcePhase.Waiting, "not started yet");
        }

        var snapshot = current.Snapshot;
        var state = snapshot.State?.Text;
        return state == KnownResourceStates.FailedToStart ? new(name, ResourcePhase.Ended, DidNotStart)
            : ends && state == KnownResourceStates.Finished && snapshot.ExitCode == 0 ? new(name, ResourcePhase.Healthy, Done)
            : state == KnownResourceStates.Finished || state == KnownResourceStates.Exited ? new(name, ResourcePhase.Ended, snapshot.ExitCode is { } code ? $"ended with exit code {code}" : "ended")
            : snapshot.HealthStatus == HealthStatus.Healthy && !ends ? new(name, ResourcePhase.Healthy, "healthy")
            : state == KnownResourceStates.Running ? new(name, ResourcePhase.Starting, ends ? "runs" : $"runs, not healthy yet{Reason(snapshot)}")
            : state == KnownResourceStates.Starting ? new(name, ResourcePhase.Starting, "starting")
            : new(name, ResourcePhase.Waiting, "waits for others");
    }

    private static string Reason(CustomResourceSnapshot snapshot) =>
        snapshot.HealthReports.FirstOrDefault(report => report.Status != HealthStatus.Healthy)?.Description is { Length: > 0 } reason
            ? $" ({reason.Split('\n')[0].Trim()})"
            : "";
}
