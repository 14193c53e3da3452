namespace MeshStarter.Portal.Impact;

/// <summary>A change of a contract as the form of its page has it.</summary>
/// <param name="Kind">One of the constants here.</param>
/// <param name="Column">The column that changes; empty for the whole product, and where none is chosen yet.</param>
/// <param name="To">The new name or type; empty where there is none.</param>
public sealed record ImpactChange(string Kind, string Column, string To)
{
    /// <summary>A column is gone.</summary>
    public const string Drop = "drop";

    /// <summary>A column has another name.</summary>
    public const string Rename = "rename";

    /// <summary>A column has another type.</summary>
    public const string Retype = "type";

    /// <summary>The major version is gone.</summary>
    public const string Retire = "retire";

    /// <summary>Reads a change as the catalog takes it, such as <c>rename:total:amount</c>; what is none is a form that is not filled in.</summary>
    public static ImpactChange Of(string? change) => (change ?? "").Split(':', 3) switch
    {
        [Retire] => new ImpactChange(Retire, "", ""),
        [Drop, var column] => new ImpactChange(Drop, column, ""),
        [(Rename or Retype) and var kind, var column, var to] => new ImpactChange(kind, column, to),
        _ => new ImpactChange(Drop, "", ""),
    };

    /// <summary>The change as the catalog takes it, or what is missing in the form.</summary>
    public (string? Change, string? Problem) Read() => Kind switch
    {
        Retire => (Retire, null),
        Drop or Rename or Retype when Column.Length == 0 => (null, "Choose a column."),
        Drop => ($"{Drop}:{Column}", null),
        Rename when To.Length == 0 => (null, $"Write the new name of {Column}."),
        Retype when To.Length == 0 => (null, $"Write the new type of {Column}, such as BIGINT."),
        Rename or Retype => ($"{Kind}:{Column}:{To}", null),
        _ => (null, "Choose a change."),
    };
}
