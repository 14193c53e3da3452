namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that resources report.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started yet.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waiting for others.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Starting.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Running.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Stopping.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its process ended by itself, with any exit code.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Ended with the application.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Failed to start.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The terminal states; a wait for such a resource fails.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
