using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Quality;

/// <summary>Names a check of a product in addresses: <c>not_null:order_id</c>, <c>range:total</c>, <c>row_count</c>.</summary>
public static class CheckName
{
    /// <summary>The kind of a check, with its columns where it has some.</summary>
    public static string Of(QualityCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        IReadOnlyList<string> columns = check switch
        {
            QualityCheck.NotNull all => all.Columns,
            QualityCheck.Unique all => all.Columns,
            QualityCheck.AcceptedValues one => [one.Column],
            QualityCheck.Range one => [one.Column],
            QualityCheck.Regex one => [one.Column],
            QualityCheck.Freshness one => [one.Column],
            QualityCheck.Completeness one => [one.Column],
            QualityCheck.Referential one => [one.Column],
            QualityCheck.DistributionDrift one => [one.Column],
            _ => [],
        };
        return columns.Count == 0 ? check.Kind : $"{check.Kind}:{string.Join(',', columns)}";
    }

    /// <summary>Whether a name is a check's: its own, or only its kind.</summary>
    public static bool Matches(QualityCheck check, string name) => Of(check) == name || check.Kind == name;
}
