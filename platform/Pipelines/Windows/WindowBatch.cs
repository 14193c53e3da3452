using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>The id of the batch that a run of a window commits: <c>inventory.daily_sales:2017-10-15T03:00Z:1</c>.</summary>
/// <param name="Product">The product.</param>
/// <param name="Window">The window's <see cref="Windows.Window.Name"/>.</param>
/// <param name="Generation">The generation of the run, from 1; a later one replaces an earlier one.</param>
public sealed record WindowBatch(DataProductId Product, string Window, int Generation)
{
    /// <summary>Reads the id of a batch; false for the ids of other batches.</summary>
    public static bool TryParse(string? id, [NotNullWhen(true)] out WindowBatch? batch)
    {
        batch = null;
        var (first, last) = (id?.IndexOf(':', StringComparison.Ordinal) ?? -1, id?.LastIndexOf(':') ?? -1);
        if (first < 0 || last == first
            || !DataProductId.TryParse(id![..first], out var product)
            || !int.TryParse(id.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var generation) || generation < 1)
        {
            return false;
        }

        batch = new WindowBatch(product, id[(first + 1)..last], generation);
        return batch.ToString() == id;
    }

    /// <summary>The id.</summary>
    public override string ToString() => $"{Product}:{Window}:{Generation.ToString(CultureInfo.InvariantCulture)}";
}
