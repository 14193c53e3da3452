using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Finds the windows of moments that an input's port reported.</summary>
internal static class InputMoments
{
    /// <summary>Returns the windows that have a part of a step, in their order.</summary>
    /// <param name="series">The windows.</param>
    /// <param name="moments">The beginnings of the steps: days, or times, those of instants in UTC.</param>
    /// <param name="column">The type of the input's column.</param>
    /// <param name="step">The width of a step.</param>
    public static IReadOnlyCollection<Window> WindowsOf(WindowSeries series, IReadOnlyList<string> moments, ColumnType column, TimeSpan step)
    {
        SortedDictionary<DateTimeOffset, Window> found = [];
        foreach (var moment in moments)
        {
            foreach (var window in Touched(series, moment, (PrimitiveType)column, step))
            {
                found.TryAdd(window.Start, window);
            }
        }

        return found.Values;
    }

    // Years that DateTime does not have are in no window.
    private static IEnumerable<Window> Touched(WindowSeries series, string moment, PrimitiveType column, TimeSpan step)
    {
        if (!DateTime.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) || first > DateTime.MaxValue - step)
        {
            return [];
        }

        var last = first + step - TimeSpan.FromMicroseconds(1);
        Window?[] ends = column.Kind switch
        {
            PrimitiveKind.Date => [series.At(DateOnly.FromDateTime(first))],
            PrimitiveKind.Timestamp => [series.At(new DateTimeOffset(first, TimeSpan.Zero)), series.At(new DateTimeOffset(last, TimeSpan.Zero))],
            _ => [series.At(first), series.At(last)],
        };
        // The first window begins within a step that begins before it; between the two ends of a step is no further window.
        return ends.OfType<Window>();
    }
}
