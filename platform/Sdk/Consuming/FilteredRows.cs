using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>The rows of which a condition is true.</summary>
internal sealed class FilteredRows : ConsumedRows
{
    private readonly ConsumedRows _rows;
    private readonly string _condition;
    private readonly RowCondition _known;

    public FilteredRows(ConsumedRows rows, FormattableString condition)
    {
        _rows = rows;
        _condition = string.Format(null, condition.Format, [.. condition.GetArguments().Select(object (value) => SqlValue.Of(value))]);
        _known = ConditionTrial.Read(_condition, rows.Schema);
    }

    public override IReadOnlyList<ColumnDefinition> Schema => _rows.Schema;

    internal override IEnumerable<ProductUse> Uses(RowCondition requested) => _rows.Uses(RowCondition.All([_known, requested]));

    internal override string Name => _rows.Name;

    internal override async Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken) =>
        $"SELECT * FROM ({await _rows.SqlAsync(workspace, read, cancellationToken)}) WHERE (\n{_condition}\n)";

    internal override IEnumerable<ColumnOrigin> OriginsOf(string column) => _rows.OriginsOf(column);

    // A word of the condition that is a column's name counts as that column.
    internal override IEnumerable<RowOrigin> RowOrigins()
    {
        var names = NormalizedSql.Names(_condition);
        return _rows.RowOrigins().Concat(Schema.Where(column => names.Contains(column.Name)).SelectMany(column => Deciding(_rows, column.Name, "FILTER")));
    }
}
