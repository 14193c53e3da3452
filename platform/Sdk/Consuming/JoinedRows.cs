using MeshStarter.Contracts;
using MeshStarter.Lake;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Pairs of rows that have the same value in a column.</summary>
internal sealed class JoinedRows : ConsumedRows
{
    private readonly ConsumedRows _left;
    private readonly ConsumedRows _right;
    private readonly string _on;
    private readonly IReadOnlyList<(string Own, string Given)> _fromRight;

    public JoinedRows(ConsumedRows left, ConsumedRows right, string on)
    {
        if (left.Column(on, nameof(on)).Type != right.Column(on, nameof(on)).Type)
        {
            throw new ArgumentException($"{on} is {left.Column(on, nameof(on)).Type} in {left.Name} and {right.Column(on, nameof(on)).Type} in {right.Name}.", nameof(on));
        }

        (_left, _right, _on) = (left, right, on);
        var taken = left.Schema.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = right.Schema.Where(column => column.Name != on)
            .Select(column => (Column: column, Given: taken.Contains(column.Name) ? $"{right.Name}_{column.Name}" : column.Name)).ToList();
        if (added.FirstOrDefault(column => !taken.Add(column.Given)) is { Given: { } twice })
        {
            throw new ArgumentException($"Two columns would be called {twice}.", nameof(right));
        }

        _fromRight = [.. added.Select(column => (column.Column.Name, column.Given))];
        Schema = [.. left.Schema, .. added.Select(column => column.Column with { Name = column.Given })];
    }

    public override IReadOnlyList<ColumnDefinition> Schema { get; }

    internal override string Name => _left.Name;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, IDictionary<Subscription, string> tables, CancellationToken cancellationToken)
    {
        var left = await _left.SqlAsync(workspace, tables, cancellationToken);
        var right = await _right.SqlAsync(workspace, tables, cancellationToken);
        var on = SqlIdentifier.Quote(_on);
        var added = string.Concat(_fromRight.Select(column => $", r.{SqlIdentifier.Quote(column.Own)} AS {SqlIdentifier.Quote(column.Given)}"));
        return $"SELECT l.*{added} FROM ({left}) AS l JOIN ({right}) AS r ON l.{on} = r.{on}";
    }
}
