namespace MeshStarter.Portal.Sql;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name or alias.</param>
/// <param name="Type">Its type, as Trino's clients see it.</param>
public sealed record ResultColumn(string Name, string Type)
{
    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumber => Type is "tinyint" or "smallint" or "integer" or "bigint" or "real" or "double" || Type.StartsWith("decimal", StringComparison.Ordinal);
}
