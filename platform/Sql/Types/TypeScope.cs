using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>A column of something in FROM, or of a subquery's answer.</summary>
/// <param name="Name">Its name there; empty where it has none.</param>
/// <param name="Type">The type of its values.</param>
internal sealed record TypedColumn(string Name, ExpressionType Type);

/// <summary>Something in FROM.</summary>
/// <param name="Name">The name by which the query calls it.</param>
/// <param name="Columns">Its columns, as far as they are known.</param>
/// <param name="Rest">What columns of other names have; null where there are none.</param>
internal sealed record TypedRelation(string Name, IReadOnlyList<TypedColumn> Columns, ExpressionType? Rest = null)
{
    /// <summary>The same under other names: <c>AS t(a, b)</c>.</summary>
    public TypedRelation Renamed(string name, IReadOnlyList<string> names) => new(
        name,
        names.Count == 0 ? Columns
            : [.. Columns.Select((column, at) => at < names.Count ? column with { Name = names[at] } : column), .. names.Skip(Columns.Count).Select(each => new TypedColumn(each, Rest ?? ExpressionType.Unknown))],
        Rest);
}

/// <summary>The names that an expression may use.</summary>
/// <param name="Relations">What is in FROM.</param>
/// <param name="Outer">The scope around; null for the whole query.</param>
internal sealed record TypeScope(IReadOnlyList<TypedRelation> Relations, TypeScope? Outer)
{
    private readonly Dictionary<string, ExpressionType?> _names = new(AsciiNames.Comparer);

    /// <summary>The columns of the SELECT list under their names, which other clauses may use.</summary>
    public Dictionary<string, ExpressionType> Aliases { get; } = new(AsciiNames.Comparer);

    /// <summary>Whether a name means the SELECT list's before FROM's, as it does behind ORDER BY.</summary>
    public bool PrefersAliases { get; set; }

    /// <summary>
    /// The type of a name as the query writes it: <c>total</c>, <c>o.total</c>, <c>o.address.city</c>, or of the whole row <c>o</c>, <c>orders.o</c>, <c>mesh.orders.o</c>;
    /// null where nothing has the name.
    /// </summary>
    public ExpressionType? Resolve(IReadOnlyList<string> names) =>
        // A row with its schema is behind the columns of all scopes: address.city is no row of a relation that is called city.
        First(scope => scope.Own(names)) ?? (names.Count is 2 or 3 ? First(scope => scope.Row(names[^1])) : null);

    private ExpressionType? First(Func<TypeScope, ExpressionType?> find)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (find(scope) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private ExpressionType? Own(IReadOnlyList<string> names)
    {
        if (PrefersAliases && names.Count == 1 && Aliases.TryGetValue(names[0], out var preferred))
        {
            return preferred;
        }

        // mesh.orders.orders.total, orders.orders.total, orders.total: the last qualifier is the relation.
        for (var qualifier = Math.Min(names.Count - 2, 2); qualifier >= 0; qualifier--)
        {
            foreach (var relation in Named(names[qualifier]))
            {
                if (Of(relation, names[qualifier + 1]) is { } column)
                {
                    return Part(column, names.Skip(qualifier + 2));
                }
            }
        }

        return Unqualified(names[0]) is { } found ? Part(found, names.Skip(1))
            : Aliases.TryGetValue(names[0], out var alias) ? alias
            : names.Count == 1 ? Row(names[0])
            : null;
    }

    private ExpressionType? Row(string name) => Named(name).FirstOrDefault() is { } row
        ? ExpressionType.Row([.. row.Columns.Select(column => column.Type)], [.. row.Columns.Select(column => column.Name)]) with { Zone = ZoneOf([row]) }
        : null;

    /// <summary>The zone of all that relations have.</summary>
    public static string? ZoneOf(IEnumerable<TypedRelation> relations) =>
        relations.SelectMany(relation => relation.Columns.Select(column => column.Type.Zone).Append(relation.Rest?.Zone)).Aggregate((string?)null, ExpressionType.Either);

    private static ExpressionType? Of(TypedRelation relation, string name)
    {
        foreach (var column in relation.Columns)
        {
            if (AsciiNames.Comparer.Equals(column.Name, name))
            {
                return column.Type;
            }
        }

        return relation.Rest;
    }

    // A name that several relations have is one of a USING, or the engine refuses it.
    private ExpressionType? Unqualified(string name)
    {
        if (!_names.TryGetValue(name, out var known))
        {
            var own = Relations.Where(relation => relation.Columns.Any(column => AsciiNames.Comparer.Equals(column.Name, name))).Select(relation => Of(relation, name)!.Value).ToList();
            known = _names[name] = own.Count > 0 ? own.Aggregate(Common) : Relations.Select(relation => relation.Rest).OfType<ExpressionType>().ToList() is { Count: > 0 } rest ? rest.Aggregate(Common) : null;
        }

        return known;
    }

    private static ExpressionType Common(ExpressionType one, ExpressionType other) => ExpressionType.Common(one, other, ExpressionType.AnyZone);

    // A field of a row.
    private static ExpressionType Part(ExpressionType of, IEnumerable<string> fields) => fields.Aggregate(of, (row, field) => row.Field(field));

    private IEnumerable<TypedRelation> Named(string name) => Relations.Where(relation => AsciiNames.Comparer.Equals(relation.Name, name));
}
