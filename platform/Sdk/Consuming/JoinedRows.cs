using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Pairs of rows that have the same values in some columns.</summary>
internal sealed class JoinedRows : ConsumedRows
{
    private readonly ConsumedRows _left;
    private readonly ConsumedRows _right;
    private readonly JoinKind _kind;
    private readonly IReadOnlyList<string> _on;
    private readonly IReadOnlyList<(string Own, string Given)> _fromRight;

    public JoinedRows(ConsumedRows left, ConsumedRows right, JoinKind kind, IReadOnlyList<string> on)
    {
        if (on.Count == 0)
        {
            throw new ArgumentException("A join needs a column that both sides have.", nameof(on));
        }

        if (on.FirstOrDefault(column => !AreComparable(left.Column(column, nameof(on)).Type, right.Column(column, nameof(on)).Type)) is { } differs)
        {
            throw new ArgumentException($"{differs} is {left.Column(differs, nameof(on)).Type} in {left.Name} and {right.Column(differs, nameof(on)).Type} in {right.Name}.", nameof(on));
        }

        (_left, _right, _kind, _on) = (left, right, kind, on);
        var taken = left.Schema.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = right.Schema.Where(column => !on.Contains(column.Name, StringComparer.Ordinal))
            .Select(column => (Column: column, Given: taken.Contains(column.Name) ? $"{right.Name}_{column.Name}" : column.Name)).ToList();
        if (added.FirstOrDefault(column => !taken.Add(column.Given)) is { Given: { } twice })
        {
            throw new ArgumentException($"Two columns would be called {twice}.", nameof(right));
        }

        _fromRight = [.. added.Select(column => (column.Column.Name, column.Given))];
        Schema = [.. left.Schema, .. added.Select(column => column.Column with { Name = column.Given, Required = column.Column.Required && kind == JoinKind.Inner })];
    }

    public override IReadOnlyList<ColumnDefinition> Schema { get; }

    // A condition on pairs may be on either side, and applies to a left row without a counterpart too.
    internal override IEnumerable<ProductUse> Uses(RowCondition requested) => [.. _left.Uses(RowCondition.Unknown), .. _right.Uses(RowCondition.Unknown)];

    internal override string Name => _left.Name;

    // One of an INTEGER and a BIGINT, or of decimals of two lengths, holds all values of the other.
    private static bool AreComparable(ColumnType left, ColumnType right) => TypeWidening.Holds(left, right) || TypeWidening.Holds(right, left);

    internal override async Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken)
    {
        var left = await _left.SqlAsync(workspace, read, cancellationToken);
        var right = await _right.SqlAsync(workspace, read, cancellationToken);
        var on = string.Join(" AND ", _on.Select(SqlIdentifier.Quote).Select(column => $"l.{column} = r.{column}"));
        var added = string.Concat(_fromRight.Select(column => $", r.{SqlIdentifier.Quote(column.Own)} AS {SqlIdentifier.Quote(column.Given)}"));
        return $"SELECT l.*{added} FROM ({left}) AS l {(_kind == JoinKind.Left ? "LEFT JOIN" : "JOIN")} ({right}) AS r ON {on}";
    }

    internal override IEnumerable<ColumnOrigin> OriginsOf(string column) => _left.Schema.Any(own => own.Name == column)
        ? _left.OriginsOf(column)
        : _fromRight.Where(own => own.Given == column).SelectMany(own => _right.OriginsOf(own.Own));

    internal override IEnumerable<RowOrigin> RowOrigins() =>
        [.. _left.RowOrigins(), .. _right.RowOrigins(), .. _on.SelectMany(column => Deciding(_left, column, "JOIN").Concat(Deciding(_right, column, "JOIN")))];
}
