using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>One window of a pipeline, half-open: its start is in it, its end is not. It is computed and replaced as a whole.</summary>
public sealed record Window
{
    private const string TableName = "table";

    /// <summary>The one window of a pipeline without windows.</summary>
    public static Window Table { get; } = new() { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue, LocalStart = DateTime.MinValue, LocalEnd = DateTime.MaxValue };

    /// <summary>The size; null for the whole table.</summary>
    public WindowSize? Size { get; init; }

    /// <summary>Whether it is the whole table, whose bounds say nothing.</summary>
    public bool IsTable => Size is null;

    /// <summary>The first instant, in UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The first instant after it, in UTC.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The local time of its beginning, also where the clock skips it (<c>2017-10-15T00:00</c> of a day that begins at 01:00).</summary>
    public required DateTime LocalStart { get; init; }

    /// <summary>The local time of the beginning of the next window.</summary>
    public required DateTime LocalEnd { get; init; }

    /// <summary>The name that is unique among the windows of a pipeline: its start in UTC such as <c>2017-10-15T03:00Z</c>, or <c>table</c>.</summary>
    public string Name => IsTable ? TableName : Start.UtcDateTime.ToString(Start.Second == 0 ? "yyyy-MM-dd'T'HH:mm'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The text for people, in local time: <c>2017-10-15T01:00</c>, <c>2017-10-15</c> (a week's is its Monday), <c>2017-10</c>, or <c>table</c>.</summary>
    public override string ToString() => Size switch
    {
        null => TableName,
        WindowSize.Hour => LocalStart.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        WindowSize.Month => LocalStart.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => LocalStart.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// Returns its bounds as values of a column: dates for DATE, instants for TIMESTAMP, local times for TIMESTAMP_NTZ. A row is in the window when its value
    /// is not less than the first and less than the second. <c>$window_start</c> and <c>$window_end</c> are those of <see cref="PipelineWindow.Column"/>.
    /// </summary>
    /// <returns>Two of <see cref="DateOnly"/>, of <see cref="DateTimeOffset"/> in UTC, or of <see cref="DateTime"/> without a kind.</returns>
    /// <exception cref="InvalidOperationException">It is the whole table.</exception>
    /// <exception cref="ArgumentException">The type has no moments, or is DATE where the windows are hours.</exception>
    public (object From, object To) BoundsOf(ColumnType column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Size is not { } size)
        {
            throw new InvalidOperationException("The whole table has no bounds.");
        }

        return !WindowColumns.Accepts(size, column)
            ? throw new ArgumentException($"{column} does not divide rows into windows of an {size}.", nameof(column))
            : ((PrimitiveType)column).Kind switch
            {
                PrimitiveKind.Date => (DateOnly.FromDateTime(LocalStart), DateOnly.FromDateTime(LocalEnd)),
                PrimitiveKind.Timestamp => (Start, End),
                _ => (LocalStart, LocalEnd),
            };
    }
}
