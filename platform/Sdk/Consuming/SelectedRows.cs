using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Some columns of rows, each under the name that it is to have.</summary>
internal sealed class SelectedRows : ConsumedRows
{
    private readonly ConsumedRows _rows;
    private readonly IReadOnlyList<(string Column, string Name)> _columns;

    public SelectedRows(ConsumedRows rows, IReadOnlyList<(string Column, string Name)> columns)
    {
        if (columns.Count == 0)
        {
            throw new ArgumentException("At least one column is selected.", nameof(columns));
        }

        if (columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two columns would be called {twice.Key}.", nameof(columns));
        }

        (_rows, _columns) = (rows, columns);
        Schema = [.. columns.Select(column => rows.Column(column.Column, nameof(columns)) with { Name = column.Name })];
    }

    public override IReadOnlyList<ColumnDefinition> Schema { get; }

    internal override IEnumerable<ProductUse> Uses(RowCondition requested) => _rows.Uses(_columns.All(column => column.Column == column.Name) ? requested : RowCondition.Unknown);

    internal override string Name => _rows.Name;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken) =>
        $"SELECT {string.Join(", ", _columns.Select(column => $"{SqlIdentifier.Quote(column.Column)} AS {SqlIdentifier.Quote(column.Name)}"))} FROM ({await _rows.SqlAsync(workspace, read, cancellationToken)})";

    internal override IEnumerable<ColumnOrigin> OriginsOf(string column) => _columns.Where(own => own.Name == column).SelectMany(own => _rows.OriginsOf(own.Column));

    internal override IEnumerable<RowOrigin> RowOrigins() => _rows.RowOrigins();
}
