using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>The content of a product's <c>pipeline.yaml</c>: what it is computed of, for which windows, and when.</summary>
public sealed record PipelineDefinition
{
    /// <summary>The name of the file alongside the product's descriptor.</summary>
    public const string FileName = "pipeline.yaml";

    /// <summary>The name of the file with the pipeline's SELECT; a class may take its place.</summary>
    public const string SqlFileName = "pipeline.sql";

    /// <summary>The time of a run where the file states none.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromHours(1);

    /// <summary>The attempts of a run where the file states none.</summary>
    public const int DefaultAttempts = 3;

    /// <summary>The product that the pipeline computes.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The products that it reads, in the order of the file; empty for a class that makes its rows itself.</summary>
    public IReadOnlyList<PipelineInput> Inputs { get; init; } = [];

    /// <summary>The division of its rows into windows; null where the whole table is one window.</summary>
    public PipelineWindow? Window { get; init; }

    /// <summary>Gets the trigger of its runs.</summary>
    public required PipelineTrigger Run { get; init; }

    /// <summary>Gets the treatment of due times that no process watched; of no meaning for <see cref="OnInputsTrigger"/>.</summary>
    public CatchUp CatchUp { get; init; } = CatchUp.All;

    /// <summary>The longest time of one attempt, from a second to a day.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>The attempts of a run that fails for a reason that may pass, 1 to 10.</summary>
    public int Attempts { get; init; } = DefaultAttempts;

    /// <summary>The IANA name of the zone in which its SQL reads local dates and times: that of its windows, else of its schedule, else UTC.</summary>
    public string Zone => Window?.Zone ?? (Run as ClockTrigger)?.Zone ?? "UTC";

    /// <summary>Whether a change of an input, other than the product itself, makes windows due.</summary>
    /// <param name="input">The input.</param>
    public bool IsTriggeredBy(PipelineInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Run is OnInputsTrigger && (Window is null || input.By is not null || input.TriggersAll);
    }
}
