namespace MeshStarter.QueryProxy.Sql;

/// <summary>A condition without which a row of a table is of no use to a query: a column is held against constants.</summary>
/// <param name="Column">The column, as the query writes it.</param>
/// <param name="Test">What is asked of it.</param>
/// <param name="Values">The constants; two for BETWEEN, none for the IS tests.</param>
internal sealed record ColumnCondition(string Column, ColumnTest Test, IReadOnlyList<SqlConstant> Values);

/// <summary>What is asked of a column.</summary>
internal enum ColumnTest
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Between,
    IsNull,
    NotNull,
}

/// <summary>A constant of a query.</summary>
/// <param name="Type">The engine's name of its type; that of a text is also that of a literal that takes the type of what it is held against.</param>
/// <param name="Text">The value as it is written.</param>
internal sealed record SqlConstant(string Type, string Text);
