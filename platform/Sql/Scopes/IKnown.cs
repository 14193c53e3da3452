namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>Something that is known of values: their types, or the columns of products that they are made of. The default value knows nothing.</summary>
/// <typeparam name="T">The type itself.</typeparam>
internal interface IKnown<T>
    where T : struct, IKnown<T>
{
    /// <summary>The same of a value that may be any of several.</summary>
    static abstract T OneOf(IEnumerable<T> values);

    /// <summary>The same of a whole row of a relation.</summary>
    static abstract T RowOf(QueryRelation<T> relation);

    /// <summary>The same of a field of a row.</summary>
    T Field(string name);
}
