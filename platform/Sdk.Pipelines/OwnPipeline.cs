using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Schedules;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>A pipeline of this service: what its files declare, and the SELECT or the class that computes its rows.</summary>
/// <param name="Product">The product that it computes.</param>
/// <param name="Definition">The content of <c>pipeline.yaml</c>.</param>
/// <param name="Windows">Its windows.</param>
internal sealed record OwnPipeline(OwnProduct Product, PipelineDefinition Definition, WindowSeries Windows)
{
    /// <summary>The SELECT of <c>pipeline.sql</c>; null where a class computes the rows.</summary>
    public string? Sql { get; init; }

    /// <summary>The class that computes the rows; null where a SELECT does.</summary>
    public Type? Class { get; init; }

    /// <summary>Its schedule; null where its inputs make it due.</summary>
    public Schedule? Clock => field ??= Definition.Run is ClockTrigger clock ? Schedule.Of(clock) : null;

    /// <summary>The windows that its schedule makes due; null where its inputs do.</summary>
    public DueRuns? Due => field ??= Clock is { } clock ? new DueRuns(Windows, clock, Definition.CatchUp) : null;

    /// <summary>The path of the source of its rows, below the domain's folder, for lineage.</summary>
    public string Source => Class is null ? $"{Folder}{PipelineDefinition.SqlFileName}" : $"{Folder}{Class.Name}.cs";

    /// <summary>The type of the column that says in which window a row is; null without windows.</summary>
    public ColumnType? WindowColumn => Definition.Window is { } window ? Product.Descriptor.Schema.First(column => column.Name == window.Column).Type : null;

    /// <summary>Whether it reads the rows that it computed: each window then needs those of the windows before it.</summary>
    public bool ReadsItself => Definition.Inputs.Any(IsItself);

    /// <summary>Whether one run of it can compute several windows: a SELECT reads their inputs together, where a class reads those of one window.</summary>
    public bool ComputesRanges => Sql is not null && Definition.Window is not null && !ReadsItself;

    /// <summary>Whether it reads no product: its class computes the rows by itself, without an engine.</summary>
    public bool ReadsNothing => Class is not null && Definition.Inputs.Count == 0;

    /// <summary>Whether an input is the rows that it computed. Another major version of its product is not.</summary>
    /// <param name="input">The input.</param>
    public bool IsItself(PipelineInput input) => input.Product.Product == Product.Name && (input.Product.Major ?? Product.Id.Major) == Product.Id.Major;

    /// <summary>A run with its window in local time and in instants, as far as the pipeline has it.</summary>
    public PipelineRun Describe(PipelineRun run) => Windows.Find(run.Window) is { } window
        ? run with { Label = window.ToString(), From = window.IsTable ? null : window.Start, To = window.IsTable ? null : window.End }
        : run;

    /// <summary>The contracts of its inputs that its SELECT fits; null before it was bound.</summary>
    public string? BoundTo { get; set; }

    private string Folder => Product.File[..(Product.File.LastIndexOf('/') + 1)];

    /// <summary>The first value in a window of the product's column, and the first after it; null without windows.</summary>
    public (object From, object To)? BoundsOf(Window window) => WindowColumn is { } column ? window.BoundsOf(column) : null;
}
