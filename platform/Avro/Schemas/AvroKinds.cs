namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The one list of the types' names.</summary>
internal static class AvroKinds
{
    private static readonly string[] Names =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "enum", "array", "map", "union", "fixed"];

    public static string NameOf(AvroKind kind) => Names[(int)kind];

    /// <summary>Whether <paramref name="name"/> is a primitive type's; such a name is never looked up and never defined.</summary>
    public static bool TryFindPrimitive(string name, out AvroKind kind)
    {
        kind = (AvroKind)Array.IndexOf(Names, name);
        return kind is >= AvroKind.Null and <= AvroKind.String;
    }
}
