using System.Text.Json;

namespace MeshStarter.Cli.Control;

/// <summary>A command to the AppHost, a line of JSON. The AppHost compiles this file too.</summary>
/// <param name="Command">One of <see cref="Status"/>, <see cref="Restart"/> and <see cref="Credentials"/>.</param>
/// <param name="Resource">The resource of a restart, or the domain of credentials.</param>
/// <param name="File">Absolute path of the file of credentials.</param>
internal sealed record ControlRequest(string Command, string? Resource = null, string? File = null)
{
    /// <summary>Asks for the state of each process.</summary>
    public const string Status = "status";

    /// <summary>Asks to build a service, and to start its process again.</summary>
    public const string Restart = "restart";

    /// <summary>Asks to write what the service of a domain elsewhere needs to a file.</summary>
    public const string Credentials = "credentials";

    /// <summary>The form of both directions.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>A line of the AppHost's answer; the last one has the exit code.</summary>
/// <param name="Text">Progress or a problem.</param>
/// <param name="Resource">The state of a process.</param>
/// <param name="ExitCode">0 if the command did what it is for, else 1.</param>
internal sealed record ControlAnswer(string? Text = null, ControlResource? Resource = null, int? ExitCode = null);

/// <summary>The state of a process of the mesh.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state in words, such as healthy or ended with exit code 1.</param>
/// <param name="Addresses">Where it answers; empty where it does not run.</param>
/// <param name="Reasons">Why a domain is degraded, and the fix of a process that ended.</param>
/// <param name="Feeds">The pipelines of a domain, and its sources that fail or have rejected rows; null where its service does not say.</param>
internal sealed record ControlResource(string Name, string State, IReadOnlyList<string> Addresses, IReadOnlyList<string> Reasons, IReadOnlyList<ControlFeed>? Feeds = null);

/// <summary>A pipeline that computes the rows of a product, or a source that they are read from.</summary>
/// <param name="Product">The product with its major version, such as <c>inventory.daily_sales@1</c>.</param>
/// <param name="Kind"><see cref="Pipeline"/> or <see cref="Source"/>.</param>
/// <param name="FailingSince">Since when it fails; null while it does not.</param>
/// <param name="DueSeconds">The seconds since the oldest window of a pipeline fell due that has no rows yet; 0 where none waits.</param>
internal sealed record ControlFeed(string Product, string Kind, DateTimeOffset? FailingSince, double DueSeconds)
{
    /// <summary>Whether the line is about rejected rows of the source's files.</summary>
    public bool HasRejectedRows { get; init; }

    /// <summary>A pipeline.</summary>
    public const string Pipeline = "pipeline";

    /// <summary>A source, or another thing that makes rows, such as a stream handler.</summary>
    public const string Source = "source";
}
