namespace MeshStarter.Sdk.Import.Intake;

/// <summary>A file that was read, or refused as a whole.</summary>
internal sealed record ReadFile
{
    /// <summary>Its path below the source's folder.</summary>
    public required string File { get; init; }

    /// <summary>Its size then, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The time at which it was last written then.</summary>
    public required DateTime ModifiedAt { get; init; }

    /// <summary>The digest of its content; empty where it could not be read.</summary>
    public required string Content { get; init; }

    /// <summary>Whether its content could be read.</summary>
    public bool WasRead => Content.Length > 0;

    /// <summary>Rows taken over.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that break the contract.</summary>
    public long Rejected { get; init; }

    /// <summary>Rows that have the <c>event_id</c> of an event from before.</summary>
    public long PassedOver { get; init; }

    /// <summary>The first problems, as <c>file:line: …</c>.</summary>
    public string[] Problems { get; init; } = [];

    /// <summary>The optional columns that it lacks, by their names in the source: they are null in its rows.</summary>
    public string[] Lacks { get; init; } = [];

    /// <summary>The reading of all files that it was part of.</summary>
    public required long Generation { get; init; }
}
