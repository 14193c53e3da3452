using System.Buffers;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>Finds the tables that a query names, each with its state and condition; CTEs are none.</summary>
/// <param name="states">The time-travel clauses that were taken out of the text, by where their table's name begins.</param>
/// <param name="refusal">Takes the refusal.</param>
internal sealed class NamedTables(IReadOnlyDictionary<ulong, RequestedState> states, FirstRefusal refusal)
{
    private static readonly SearchValues<char> OfFiles = SearchValues.Create("/\\:*?[{");

    private readonly List<TableReference> _tables = [];
    private readonly Dictionary<ulong, RowCondition> _conditions = [];
    private readonly HashSet<ulong> _withoutTable = [.. states.Keys];

    public IReadOnlyList<TableReference> All => _tables;

    /// <summary>Reads the conditions of a SELECT, before its tables.</summary>
    public void AddConditions(QueryNode select)
    {
        foreach (var (table, condition) in SelectConditions.Of(select))
        {
            _conditions[table] = condition;
        }
    }

    /// <summary>Reads a name in FROM.</summary>
    public void Add(TableNode table, CteScope? scope)
    {
        var offset = table.Place;
        if (table.HasStateOfEngine)
        {
            refusal.Refuse(TrinoErrorCode.NotSupported, "AT (…) is not supported. A query of a reader requests an older state by FOR VERSION AS OF behind the product's name; a pipeline and a check read the newest one.", offset);
        }

        _withoutTable.Remove(offset);
        var reference = new TableReference(table.Catalog, table.Schema, table.Name, offset, states.GetValueOrDefault(offset))
        {
            // Once: of a part of the text that the parser used twice nothing is known the second time.
            Condition = _conditions.Remove(offset, out var condition) ? condition : RowCondition.Unknown,
        };
        var isCte = reference.Catalog.Length == 0 && reference.Schema.Length == 0 && CteScope.Find(scope, reference.Name) is not null;
        if (refusal.Failure is not null)
        {
            return;
        }

        if (!isCte)
        {
            _tables.Add(reference);
        }
        else if (reference.State is not null)
        {
            // The engine would pass over it.
            refusal.Refuse(TrinoErrorCode.NotSupported, $"\"{reference.Name}\" is a CTE of this query and has no older state: ask for one where the CTE reads a product.", offset);
        }
        else if (reference.Name.AsSpan().ContainsAny(OfFiles))
        {
            // The engine takes a table's name that it does not find for a file's: should it see fewer CTEs than we do, it must not find one.
            refusal.Refuse(TrinoErrorCode.NotSupported, "A CTE cannot be called like a file. Give it a name of letters, digits and underscores.", offset);
        }
    }

    /// <summary>Refuses a state that was requested for something other than a table: it must not be ignored.</summary>
    public void RequireStates()
    {
        foreach (var offset in states.Keys.Where(_withoutTable.Contains).Take(1))
        {
            refusal.Refuse(TrinoErrorCode.SyntaxError, TimeTravelClauses.BehindName, offset);
        }
    }
}
