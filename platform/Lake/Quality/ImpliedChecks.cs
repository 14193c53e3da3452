using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Lake.Quality;

/// <summary>
/// The checks that a contract implies: required columns have a value, a key occurs once in a batch, and dates and times are ones that the ports can send.
/// </summary>
internal static class ImpliedChecks
{
    /// <summary>The checks that hold it; none that the descriptor has itself.</summary>
    public static IReadOnlyList<QualityCheck> Of(DataProductDescriptor product)
    {
        var stated = product.Quality.Checks.Where(check => check.Severity == CheckSeverity.Error).ToList();
        var required = product.Schema.Where(column => column.Required).Select(column => column.Name)
            .Except(stated.OfType<NotNullCheck>().SelectMany(check => check.Columns), StringComparer.Ordinal).ToList();
        var isKeyUnique = product.Key.Count == 0 || stated.OfType<UniqueCheck>().Any(check => check.Columns.All(product.Key.Contains));
        return
        [
            .. required.Count == 0 ? Array.Empty<QualityCheck>() : [new NotNullCheck(required)],
            .. isKeyUnique ? Array.Empty<QualityCheck>() : [new UniqueCheck(product.Key)],
            .. product.Schema.Select(Readable).OfType<QualityCheck>(),
        ];
    }

    private static QualityCheck? Readable(ColumnDefinition column) => NestedTimesCheck.BoundsOf(column.Type) is var (min, max) ? new RangeCheck(column.Name, min, max)
        : NestedTimesCheck.IsNeeded(column.Type) ? new NestedTimesCheck(column.Name)
        : null;
}
