using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

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
            .. product.Schema.Select(Readable).OfType<RangeCheck>(),
        ];
    }

    // The engine has infinite dates, and years that neither .NET nor canonical JSON has.
    private static RangeCheck? Readable(ColumnDefinition column) => (column.Type as PrimitiveType)?.Kind switch
    {
        PrimitiveKind.Date => new RangeCheck(column.Name, "0001-01-01", "9999-12-31"),
        PrimitiveKind.Timestamp => new RangeCheck(column.Name, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        PrimitiveKind.TimestampNtz => new RangeCheck(column.Name, "0001-01-01T00:00:00", "9999-12-31T23:59:59.999999"),
        PrimitiveKind.Time => new RangeCheck(column.Name, Min: null, "23:59:59.999999"),
        _ => null,
    };
}
