using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>The names that an expression may use.</summary>
/// <typeparam name="T">What is known of values.</typeparam>
/// <param name="Relations">The relations of FROM.</param>
/// <param name="Outer">The scope around a subquery; null for the whole query.</param>
internal sealed record QueryScope<T>(IReadOnlyList<QueryRelation<T>> Relations, QueryScope<T>? Outer)
    where T : struct, IKnown<T>
{
    private readonly Dictionary<string, T?> _columns = new(AsciiNames.Comparer);

    /// <summary>The columns of the SELECT list under their names, which other clauses may use.</summary>
    public Dictionary<string, T> Aliases { get; } = new(AsciiNames.Comparer);

    /// <summary>The names of <see cref="Aliases"/> that the SELECT list gives to an expression, or to a column of another name.</summary>
    public HashSet<string> OwnAliases { get; } = new(AsciiNames.Comparer);

    /// <summary>The same names, which mean the SELECT list's first, as behind ORDER BY.</summary>
    public QueryScope<T> AliasesFirst => this with { PrefersAliases = true };

    /// <summary>The same names, which mean FROM's first behind ORDER BY too: those within an aggregate, and in the operand of IN (SELECT …).</summary>
    public QueryScope<T> FromFirst => PrefersAliases ? this with { PrefersAliases = false } : this;

    private bool PrefersAliases { get; init; }

    /// <summary>
    /// All that is known of a name as the query writes it: <c>total</c>, <c>o.total</c>, <c>o.address.city</c>, or of the whole row <c>o</c>, <c>orders.o</c>, <c>mesh.orders.o</c>;
    /// null where nothing has the name.
    /// </summary>
    public T? Resolve(IReadOnlyList<string> names)
    {
        // From the innermost scope outwards: in each the alias that ORDER BY prefers, FROM's column, another alias, a relation's whole row. A relation whose
        // columns are not all known may have the name; what is behind it may be meant as well.
        List<T> possible = [];
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if ((scope.PreferredAlias(names, isOwn: ReferenceEquals(scope, this)) ?? scope.Column(names)) is { } column)
            {
                return OneOf(possible, column);
            }

            possible.AddRange(scope.Rests(names));
            if ((scope.Alias(names) ?? (names.Count == 1 ? scope.Row(names[0]) : null)) is { } other)
            {
                return OneOf(possible, other);
            }
        }

        // A row with its schema is behind all of these: address.city is no row of a relation that is called city.
        for (var scope = this; scope is not null && names.Count is 2 or 3; scope = scope.Outer)
        {
            if (scope.Row(names[^1]) is { } row)
            {
                return OneOf(possible, row);
            }
        }

        return possible.Count > 0 ? T.OneOf(possible) : null;
    }

    /// <summary>Whether a name is one that the SELECT list gives, and certainly of no column of FROM.</summary>
    public bool IsOwnAlias(IReadOnlyList<string> names) =>
        names.Count == 1 && OwnAliases.Contains(names[0]) && Unqualified(names[0]) is null && Relations.All(relation => relation.Rest is null);

    /// <summary>Whether a name means a column of a relation that has several of the name.</summary>
    public bool IsAmbiguous(IReadOnlyList<string> names)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.PreferredAlias(names, isOwn: ReferenceEquals(scope, this)) is null && scope.Place(names) is var (_, relations, at))
            {
                return relations.Any(relation => relation.Repeats(names[at]));
            }

            if (scope.Aliases.ContainsKey(names[0]) || scope.Rests(names).Any())
            {
                return false;
            }
        }

        return false;
    }

    private static T OneOf(List<T> possible, T certain) => possible.Count == 0 ? certain : T.OneOf([.. possible, certain]);

    // FROM's column may be meant within a subquery or a lambda of ORDER BY, and by a name that the SELECT list repeats: total of customer.total.
    private T? PreferredAlias(IReadOnlyList<string> names, bool isOwn) =>
        !PrefersAliases || names.Count > 1 || !Aliases.TryGetValue(names[0], out var preferred) ? null
        : isOwn && OwnAliases.Contains(names[0]) ? preferred
        : Unqualified(names[0]) is { } hidden ? T.OneOf([preferred, hidden])
        : OneOf([.. Rests(names)], preferred);

    private T? Column(IReadOnlyList<string> names) => Place(names) is var (known, _, at) ? Part(known, names.Skip(at + 1)) : null;

    // The column of a name, the relations that it is of, and its part of the name: mesh.orders.orders.total, orders.orders.total, orders.total, total.
    private (T Known, IEnumerable<QueryRelation<T>> Relations, int Part)? Place(IReadOnlyList<string> names)
    {
        // The last qualifier is the relation.
        for (var qualifier = Math.Min(names.Count - 2, 2); qualifier >= 0; qualifier--)
        {
            if (Named(names[qualifier]) is var relations && Find(relations, names[qualifier + 1]) is { } qualified)
            {
                return (qualified, relations, qualifier + 1);
            }
        }

        return Unqualified(names[0]) is { } column ? (column, Relations, 0) : null;
    }

    private T? Unqualified(string name)
    {
        if (!_columns.TryGetValue(name, out var known))
        {
            known = _columns[name] = Find(Relations, name);
        }

        return known;
    }

    private T? Alias(IReadOnlyList<string> names) => Aliases.TryGetValue(names[0], out var alias) ? Part(alias, names.Skip(1)) : null;

    private T? Row(string name) => Named(name).Select(T.RowOf).ToList() is { Count: > 0 } rows ? T.OneOf(rows) : null;

    // The columns that are not known: those of the relation that the name begins with, else those of all.
    private IEnumerable<T> Rests(IReadOnlyList<string> names)
    {
        var qualified = Relations.Where(relation => relation.Rest is not null && names.SkipLast(1).Take(3).Contains(relation.Name, AsciiNames.Comparer)).ToList();
        return (qualified.Count > 0 ? qualified : Relations).Select(relation => relation.Rest).OfType<T>();
    }

    // A name that several relations have is one of a USING, which means all, or the engine refuses it.
    private static T? Find(IEnumerable<QueryRelation<T>> relations, string name) =>
        relations.Select(relation => relation.Find(name)).OfType<T>().ToList() is { Count: > 0 } found ? T.OneOf(found) : null;

    private static T Part(T row, IEnumerable<string> fields) => fields.Aggregate(row, (part, field) => part.Field(field));

    private IEnumerable<QueryRelation<T>> Named(string name) => Relations.Where(relation => AsciiNames.Comparer.Equals(relation.Name, name));
}
