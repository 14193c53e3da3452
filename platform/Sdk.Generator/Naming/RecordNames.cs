namespace MeshStarter.Sdk.Generator.Naming;

/// <summary>Gives the records of one contract, and the properties of each, names that C# takes.</summary>
internal sealed class RecordNames
{
    // Names that every record has already, or must not have.
    private static readonly string[] Taken =
        ["Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString"];

    private readonly HashSet<string> _records = new(StringComparer.Ordinal);

    public string Record(string name) => CSharpName.Unique(CSharpName.Pascal(name), _records);

    /// <summary>The names of a record's properties; none is called like the record.</summary>
    public static HashSet<string> Properties(string record) => new(Taken, StringComparer.Ordinal) { record };

    public static string Property(string name, ISet<string> properties) => CSharpName.Unique(CSharpName.Pascal(name), properties);
}
