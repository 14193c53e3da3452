namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>A clause of a query, as far as it uses columns.</summary>
[Flags]
internal enum QueryClause
{
    None = 0,
    Select = 1,
    Where = 2,
    Join = 4,
    Group = 8,
    Order = 16,
}
