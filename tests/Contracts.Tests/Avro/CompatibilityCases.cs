namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>Pairs of schemas and what is between them: the reasons, as <c>KIND path</c>, why the reader cannot read the writer's data.</summary>
internal static class CompatibilityCases
{
    public static IReadOnlyList<(string Name, string Reader, string Writer, string[] Reasons)> All { get; } =
    [
        .. Promotions(),
        ("record without fields", Record(), Record(), []),
        ("other name", Record("B"), Record(), ["NAME_MISMATCH /name"]),
        ("alias of the writer's name", """{"type":"record","name":"B","aliases":["R"],"fields":[]}""", Record(), []),
        ("alias in the reader's namespace", """{"type":"record","name":"n.B","aliases":["R"],"fields":[]}""", """{"type":"record","name":"n.R","fields":[]}""", []),
        ("alias of another", """{"type":"record","name":"B","aliases":["C"],"fields":[]}""", Record(), ["NAME_MISMATCH /name"]),
        ("same field", Record(fields: Field("a", "\"int\"")), Record(fields: Field("a", "\"int\"")), []),
        ("dropped field", Record(fields: Field("a", "\"int\"")), Record(fields: [Field("a", "\"int\""), Field("b", "\"int\"")]), []),
        ("new field with default", Record(fields: Field("a", "\"int\"", "1")), Record(), []),
        ("new field with default null", Record(fields: Field("a", """["null","int"]""", "null")), Record(), []),
        ("new optional field without default", Record(fields: Field("a", """["null","int"]""")), Record(), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/0"]),
        ("new field without default", Record(fields: [Field("a", "\"int\""), Field("b", "\"int\"")]), Record(fields: Field("a", "\"int\"")), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/1"]),
        ("two new fields without default", Record(fields: [Field("a", "\"int\""), Field("b", "\"int\"")]), Record(), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/0", "READER_FIELD_MISSING_DEFAULT_VALUE /fields/1"]),
        ("fields in another order", Record(fields: [Field("b", "\"string\""), Field("a", "\"int\"")]), Record(fields: [Field("a", "\"int\""), Field("b", "\"string\"")]), []),
        ("widened field", Record(fields: Field("a", "\"long\"")), Record(fields: Field("a", "\"int\"")), []),
        ("narrowed field", Record(fields: Field("a", "\"int\"")), Record(fields: Field("a", "\"long\"")), ["TYPE_MISMATCH /fields/0/type"]),
        ("field made optional", Record(fields: Field("a", """["null","int"]""")), Record(fields: Field("a", "\"int\"")), []),
        ("field made required", Record(fields: Field("a", "\"int\"")), Record(fields: Field("a", """["null","int"]""")), ["TYPE_MISMATCH /fields/0/type"]),
        ("renamed field with alias", Record(fields: """{"name":"b","type":"int","aliases":["a"]}"""), Record(fields: Field("a", "\"int\"")), []),
        ("renamed field without alias", Record(fields: Field("b", "\"int\"")), Record(fields: Field("a", "\"int\"")), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/0"]),
        ("renamed field with alias of other type", Record(fields: """{"name":"b","type":"int","aliases":["a"]}"""), Record(fields: Field("a", "\"string\"")), ["TYPE_MISMATCH /fields/0/type"]),
        ("other doc, order and properties", """{"type":"record","name":"R","doc":"x","fields":[{"name":"a","type":"int","doc":"y","order":"ignore","id":3}]}""", Record(fields: Field("a", "\"int\"")), []),
        ("record within", Record(fields: Field("in", Record("I", Field("a", "\"long\"")))), Record(fields: Field("in", Record("I", Field("a", "\"int\"")))), []),
        ("record within, narrowed", Record(fields: Field("in", Record("I", Field("a", "\"int\"")))), Record(fields: Field("in", Record("I", Field("a", "\"long\"")))), ["TYPE_MISMATCH /fields/0/type/fields/0/type"]),
        ("record within, new field", Record(fields: Field("in", Record("I", [Field("a", "\"int\""), Field("b", "\"int\"")]))), Record(fields: Field("in", Record("I", Field("a", "\"int\"")))), ["READER_FIELD_MISSING_DEFAULT_VALUE /fields/0/type/fields/1"]),
        ("record and map", """{"type":"map","values":"int"}""", Record(fields: Field("a", "\"int\"")), ["TYPE_MISMATCH /"]),
        ("record and primitive", "\"string\"", Record(), ["TYPE_MISMATCH /"]),
        ("array widened", Array("\"long\""), Array("\"int\""), []),
        ("array narrowed", Array("\"int\""), Array("\"long\""), ["TYPE_MISMATCH /items"]),
        ("array and map", Array("\"int\""), Map("\"int\""), ["TYPE_MISMATCH /"]),
        ("array's items made optional", Array("""["null","int"]"""), Array("\"int\""), []),
        ("array and its items", Array("\"int\""), "\"int\"", ["TYPE_MISMATCH /"]),
        ("map widened", Map("\"double\""), Map("\"float\""), []),
        ("map narrowed", Map("\"float\""), Map("\"double\""), ["TYPE_MISMATCH /values"]),
        ("arrays within maps", Map(Array("\"int\"")), Map(Array("\"string\"")), ["TYPE_MISMATCH /values/items"]),
        ("enum, same symbols", Enum("\"A\",\"B\""), Enum("\"A\",\"B\""), []),
        ("enum, more symbols", Enum("\"A\",\"B\",\"C\""), Enum("\"A\",\"B\""), []),
        ("enum, other order", Enum("\"B\",\"A\""), Enum("\"A\",\"B\""), []),
        ("enum, fewer symbols", Enum("\"A\""), Enum("\"A\",\"B\""), ["MISSING_ENUM_SYMBOLS /symbols"]),
        ("enum, fewer symbols and a default", """{"type":"enum","name":"E","symbols":["A"],"default":"A"}""", Enum("\"A\",\"B\""), []),
        ("enum, default only at the writer", Enum("\"A\""), """{"type":"enum","name":"E","symbols":["A","B"],"default":"A"}""", ["MISSING_ENUM_SYMBOLS /symbols"]),
        ("enum, other name", """{"type":"enum","name":"F","symbols":["A"]}""", Enum("\"A\""), ["NAME_MISMATCH /name"]),
        ("enum and string", "\"string\"", Enum("\"A\""), ["TYPE_MISMATCH /"]),
        ("string and enum", Enum("\"A\""), "\"string\"", ["TYPE_MISMATCH /"]),
        ("fixed", Fixed(8), Fixed(8), []),
        ("fixed, other size", Fixed(8), Fixed(4), ["FIXED_SIZE_MISMATCH /size"]),
        ("fixed, other name", Fixed(8, "G"), Fixed(8), ["NAME_MISMATCH /name"]),
        ("fixed and bytes", "\"bytes\"", Fixed(8), ["TYPE_MISMATCH /"]),
        ("bytes and fixed", Fixed(8), "\"bytes\"", ["TYPE_MISMATCH /"]),
        ("union, same", """["null","int"]""", """["null","int"]""", []),
        ("union, other order", """["int","null"]""", """["null","int"]""", []),
        ("union, more branches", """["null","int","string"]""", """["null","int"]""", []),
        ("union, fewer branches", """["null","int"]""", """["null","int","boolean"]""", ["MISSING_UNION_BRANCH /2"]),
        ("union, a branch widened", """["null","long"]""", """["null","int"]""", []),
        ("union, a branch narrowed", """["null","int"]""", """["null","long"]""", ["MISSING_UNION_BRANCH /1"]),
        ("union, no branch known", """["int","boolean"]""", """["null",{"type":"map","values":"int"}]""", ["MISSING_UNION_BRANCH /0", "MISSING_UNION_BRANCH /1"]),
        ("union and one of its types", """["null","string"]""", "\"string\"", []),
        ("union and a type it promotes", """["null","double"]""", "\"int\"", []),
        ("union and another type", """["null","boolean"]""", "\"int\"", ["MISSING_UNION_BRANCH /"]),
        ("union of what one type reads", "\"double\"", """["int","long","float"]""", []),
        ("union of one type", "\"int\"", """["int"]""", []),
        ("union of what one type reads but for one", "\"long\"", """["int","float"]""", ["TYPE_MISMATCH /"]),
        ("optional made required", "\"string\"", """["null","string"]""", ["TYPE_MISMATCH /"]),
        ("union of records", $"""[{Record("A")},{Record("B")}]""", Record("B"), []),
        ("union of records without the writer's", $"""[{Record("A")},{Record("B")}]""", Record("C"), ["MISSING_UNION_BRANCH /"]),
        ("union with a record that has a new field", $"""["null",{Record("A", Field("x", "\"int\""))}]""", $"""["null",{Record("A")}]""", ["MISSING_UNION_BRANCH /1"]),
        ("list within itself", List("\"long\""), List("\"int\""), []),
        ("list within itself, narrowed", List("\"int\""), List("\"long\""), ["TYPE_MISMATCH /fields/0/type", "MISSING_UNION_BRANCH /fields/1/type/1"]),
        ("tree of arrays", Tree("\"double\""), Tree("\"float\""), []),
        ("tree of arrays, other values", Tree("\"boolean\""), Tree("\"float\""), ["TYPE_MISMATCH /fields/0/type"]),
        ("a type used twice", Record(fields: [Field("a", Enum("\"A\"")), Field("b", "\"E\"")]), Record(fields: [Field("a", Enum("\"A\",\"B\"")), Field("b", "\"E\"")]), ["MISSING_ENUM_SYMBOLS /fields/0/type/symbols", "MISSING_ENUM_SYMBOLS /fields/1/type/symbols"]),
        ("all at once", Record("B", [Field("a", "\"int\""), Field("b", Fixed(2)), Field("c", "\"int\"")]), Record("R", [Field("a", "\"string\""), Field("b", Fixed(3))]), ["NAME_MISMATCH /name", "TYPE_MISMATCH /fields/0/type", "FIXED_SIZE_MISMATCH /fields/1/type/size", "READER_FIELD_MISSING_DEFAULT_VALUE /fields/2"]),
    ];

    // Every primitive type against every other: what reads what is in the specification's list.
    private static IEnumerable<(string Name, string Reader, string Writer, string[] Reasons)> Promotions()
    {
        string[] types = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
        HashSet<(string Reader, string Writer)> reads =
            [("long", "int"), ("float", "int"), ("float", "long"), ("double", "int"), ("double", "long"), ("double", "float"), ("string", "bytes"), ("bytes", "string")];
        return from reader in types
               from writer in types
               select ($"{reader} reads {writer}", $"\"{reader}\"", $"\"{writer}\"", reader == writer || reads.Contains((reader, writer)) ? System.Array.Empty<string>() : ["TYPE_MISMATCH /"]);
    }

    private static string Record(string name = "R", params string[] fields) => $$"""{"type":"record","name":"{{name}}","fields":[{{string.Join(',', fields)}}]}""";

    private static string Field(string name, string type, string? @default = null) =>
        $$"""{"name":"{{name}}","type":{{type}}{{(@default is null ? "" : $",\"default\":{@default}")}}}""";

    private static string Array(string items) => $$"""{"type":"array","items":{{items}}}""";

    private static string Map(string values) => $$"""{"type":"map","values":{{values}}}""";

    private static string Enum(string symbols) => $$"""{"type":"enum","name":"E","symbols":[{{symbols}}]}""";

    private static string Fixed(int size, string name = "F") => $$"""{"type":"fixed","name":"{{name}}","size":{{size}}}""";

    private static string List(string value) => Record("Node", Field("value", value), Field("next", """["null","Node"]""", "null"));

    private static string Tree(string value) => Record("Tree", Field("value", value), Field("children", Array("\"Tree\"")));
}
