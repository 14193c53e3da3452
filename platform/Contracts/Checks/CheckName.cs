namespace MeshStarter.Contracts.Checks;

/// <summary>Names a check of a product in addresses: <c>not_null:order_id</c>, <c>range:total</c>, <c>row_count</c>.</summary>
public static class CheckName
{
    /// <summary>The kind of a check, with its columns where it has some.</summary>
    public static string Of(QualityCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Columns.Count == 0 ? check.Kind : $"{check.Kind}:{string.Join(',', check.Columns)}";
    }

    /// <summary>Whether a name is a check's: its own, or only its kind.</summary>
    public static bool Matches(QualityCheck check, string name) => Of(check) == name || check.Kind == name;
}
