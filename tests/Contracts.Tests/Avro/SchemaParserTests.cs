using System.Text;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Tests.Avro;

public sealed class SchemaParserTests
{
    [Theory]
    [InlineData("", "/", "empty")]
    [InlineData("string", "/", "not JSON: line 1")]
    [InlineData("3", "/", "A schema is a type's name")]
    [InlineData("\"text\"", "/", "There is no type \"text\"")]
    [InlineData("\"record\"", "/", "needs its parts")]
    [InlineData("{}", "/", "has no \"type\"")]
    [InlineData("""{"type":{"type":"int"}}""", "/type", "is a text")]
    [InlineData("""{"type":"array"}""", "/", "needs \"items\"")]
    [InlineData("""{"type":"map"}""", "/", "needs \"values\"")]
    [InlineData("""{"type":"array","items":"x"}""", "/items", "There is no type \"x\"")]
    [InlineData("""{"type":"record","fields":[]}""", "/", "needs \"name\"")]
    [InlineData("""{"type":"record","name":"a-b","fields":[]}""", "/name", "cannot name a type")]
    [InlineData("""{"type":"record","name":"1a","fields":[]}""", "/name", "cannot name a type")]
    [InlineData("""{"type":"record","name":"a..b","fields":[]}""", "/name", "cannot name a type")]
    [InlineData("""{"type":"record","name":"a","namespace":"b.","fields":[]}""", "/namespace", "no namespace")]
    [InlineData("""{"type":"record","name":"int","fields":[]}""", "/name", "primitive")]
    [InlineData("""{"type":"record","name":"x.string","fields":[]}""", "/name", "primitive")]
    [InlineData("""{"type":"record","name":"a"}""", "/", "needs \"fields\"")]
    [InlineData("""{"type":"record","name":"a","fields":{}}""", "/fields", "is an array")]
    [InlineData("""{"type":"record","name":"a","fields":["int"]}""", "/fields/0", "A field is an object")]
    [InlineData("""{"type":"record","name":"a","fields":[{"name":"f"}]}""", "/fields/0", "needs \"type\"")]
    [InlineData("""{"type":"record","name":"a","fields":[{"name":"f g","type":"int"}]}""", "/fields/0/name", "cannot name a field")]
    [InlineData("""{"type":"record","name":"a","fields":[{"name":"f","type":"int"},{"name":"f","type":"long"}]}""", "/fields/1/name", "two fields named \"f\"")]
    [InlineData("""{"type":"record","name":"a","fields":[{"name":"f","type":"int","order":"up"}]}""", "/fields/0/order", "no order")]
    [InlineData("""{"type":"record","name":"a","aliases":["b-c"],"fields":[]}""", "/aliases/0", "cannot name a type")]
    [InlineData("""{"type":"record","name":"a","doc":3,"fields":[]}""", "/doc", "is a text")]
    [InlineData("""{"type":"record","name":"a","fields":[{"name":"f","type":{"type":"enum","name":"a","symbols":[]}}]}""", "/fields/0/type/name", "defined twice")]
    [InlineData("""{"type":"enum","name":"e","symbols":["A","A"]}""", "/symbols/1", "twice")]
    [InlineData("""{"type":"enum","name":"e","symbols":["A","b c"]}""", "/symbols/1", "cannot be a symbol")]
    [InlineData("""{"type":"enum","name":"e","symbols":["A"],"default":"B"}""", "/default", "not a symbol")]
    [InlineData("""{"type":"enum","name":"e","symbols":"A"}""", "/symbols", "array of texts")]
    [InlineData("""{"type":"fixed","name":"f","size":-1}""", "/size", "whole number of bytes")]
    [InlineData("""{"type":"fixed","name":"f","size":"8"}""", "/size", "whole number of bytes")]
    [InlineData("""["int","int"]""", "/1", "the branch int twice")]
    [InlineData("""["int",["string"]]""", "/1", "cannot be a union")]
    [InlineData("""[{"type":"array","items":"int"},{"type":"array","items":"string"}]""", "/1", "the branch array twice")]
    [InlineData("""{"type":"string","x":"\ud800"}""", "/", "surrogate")]
    public void A_text_that_is_no_schema_is_refused_with_place_and_reason(string json, string path, string reason)
    {
        Assert.False(AvroSchema.TryParse(json, [], out var schema, out var error));
        Assert.Null(schema);
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"null\"", "null", "0")]
    [InlineData("\"boolean\"", "true", "\"true\"")]
    [InlineData("\"int\"", "1", "1.5")]
    [InlineData("\"int\"", "-2147483648", "2147483648")]
    [InlineData("\"long\"", "9223372036854775807", "9223372036854775808")]
    [InlineData("\"double\"", "1", "\"1\"")]
    [InlineData("\"bytes\"", "\"\\u00ff\"", "\"\\u0100\"")]
    [InlineData("\"string\"", "\"\\u0100\"", "null")]
    [InlineData("""{"type":"fixed","name":"f","size":2}""", "\"ab\"", "\"abc\"")]
    [InlineData("""{"type":"enum","name":"e","symbols":["A"]}""", "\"A\"", "\"B\"")]
    [InlineData("""{"type":"array","items":"int"}""", "[1]", "[\"1\"]")]
    [InlineData("""{"type":"map","values":"int"}""", """{"a":1}""", """{"a":null}""")]
    [InlineData("""["null","int"]""", "null", "\"x\"")]
    [InlineData("""["null","int"]""", "3", "3.5")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"a","type":"int"},{"name":"b","type":"int","default":1}]}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""["null","outer"]""", "{}", "[]")]
    public void A_default_must_be_a_value_of_its_type(string type, string good, string bad)
    {
        Assert.NotNull(AvroSchema.Parse(WithDefault(good)));
        Assert.False(AvroSchema.TryParse(WithDefault(bad), [], out _, out var error));
        Assert.StartsWith("/fields/0/default: The default is not ", error.Message, StringComparison.Ordinal);

        string WithDefault(string value) => $$"""{"type":"record","name":"outer","fields":[{"name":"f","type":{{type}},"default":{{value}}}]}""";
    }

    // Both records have every level of the default but the last, so each level doubles the ways to look at it.
    [Fact]
    public void A_default_with_too_many_ways_to_look_at_it_is_refused()
    {
        var value = string.Concat(Enumerable.Repeat("{\"x\":", 60)) + "1" + new string('}', 60);
        var either = """{"name":"x","type":["null","A","B"]}""";

        Assert.False(AvroSchema.TryParse(
            $$"""{"type":"record","name":"R","fields":[{"name":"f","type":{"type":"record","name":"A","fields":[{"name":"x","type":["null","A",{"type":"record","name":"B","fields":[{{either}}]}]}]},"default":{{value}}}]}""",
            [], out _, out var error));

        Assert.StartsWith("/fields/0/default: More than 100000 values were compared with the types of the schema's defaults. Give shorter defaults", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(39, "\\uD83D\\uDE00\"")]
    [InlineData(40, "…\"")]
    public void Name_that_is_too_long_to_quote_is_cut_between_characters(int letters, string end)
    {
        var error = Assert.Throws<AvroSchemaException>(() => AvroSchema.Parse($"\"{new string('a', letters)}😀\""));

        Assert.StartsWith($"There is no type \"{new string('a', letters)}{end}:", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_take_the_enclosing_namespace()
    {
        var schema = (AvroRecord)AvroSchema.Parse(
            """
            {"type":"record","name":"a.b.Outer","aliases":["Old","c.Older"],"fields":[
              {"name":"e","type":{"type":"enum","name":"Kind","symbols":["A"]}},
              {"name":"free","type":{"type":"fixed","name":"Free","namespace":"","size":1}},
              {"name":"again","type":"Kind"},
              {"name":"full","type":"a.b.Kind"},
              {"name":"self","type":["null","Outer"]},
              {"name":"none","type":"Free"}]}
            """);
        Assert.Equal(["a.b.Old", "c.Older"], schema.Aliases.Select(alias => alias.Full));
        Assert.Equal("a.b.Kind", ((AvroEnum)schema.Fields[0].Type).Name.Full);
        Assert.Equal("Free", ((AvroFixed)schema.Fields[1].Type).Name.Full);
        Assert.Same(schema.Fields[0].Type, schema.Fields[2].Type);
        Assert.Same(schema.Fields[0].Type, schema.Fields[3].Type);
        Assert.Same(schema, ((AvroUnion)schema.Fields[4].Type).Optional);
        Assert.Same(schema.Fields[1].Type, schema.Fields[5].Type);
    }

    [Fact]
    public void A_referenced_schema_lends_its_types()
    {
        var customer = AvroSchema.Parse("""{"type":"record","name":"shop.Customer","fields":[{"name":"level","type":{"type":"enum","name":"Level","symbols":["A","B"]}}]}""");
        var order = (AvroRecord)AvroSchema.Parse("""{"type":"record","name":"shop.Order","fields":[{"name":"by","type":"Customer"},{"name":"level","type":"shop.Level"}]}""", customer);
        Assert.Same(customer, order.Fields[0].Type);
        Assert.Same(((AvroRecord)customer).Fields[0].Type, order.Fields[1].Type);

        Assert.False(AvroSchema.TryParse("""{"type":"record","name":"shop.Customer","fields":[]}""", [customer], out _, out var error));
        Assert.Contains("defined twice", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}""", AvroLogicalType.Decimal)]
    [InlineData("""{"type":"string","logicalType":"uuid"}""", AvroLogicalType.Uuid)]
    [InlineData("""{"type":"int","logicalType":"date"}""", AvroLogicalType.Date)]
    [InlineData("""{"type":"long","logicalType":"time-micros"}""", AvroLogicalType.TimeMicros)]
    [InlineData("""{"type":"long","logicalType":"timestamp-micros"}""", AvroLogicalType.TimestampMicros)]
    [InlineData("""{"type":"long","logicalType":"local-timestamp-micros"}""", AvroLogicalType.LocalTimestampMicros)]
    [InlineData("""{"type":"string","logicalType":"date"}""", AvroLogicalType.None)]
    [InlineData("""{"type":"string","logicalType":"money"}""", AvroLogicalType.None)]
    [InlineData("""{"type":"bytes","logicalType":"decimal"}""", AvroLogicalType.None)]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":4,"scale":5}""", AvroLogicalType.None)]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":4,"scale":"2"}""", AvroLogicalType.None)]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":0}""", AvroLogicalType.None)]
    [InlineData("""{"type":"fixed","name":"f","size":2,"logicalType":"decimal","precision":4}""", AvroLogicalType.Decimal)]
    [InlineData("""{"type":"fixed","name":"f","size":2,"logicalType":"decimal","precision":5}""", AvroLogicalType.None)]
    [InlineData("""{"type":"array","items":"int","logicalType":"map","element-id":7}""", AvroLogicalType.None)]
    public void Logical_types_are_known_and_others_are_kept(string json, AvroLogicalType expected)
    {
        var schema = AvroSchema.Parse(json);
        Assert.Equal(expected, schema.LogicalType);
        Assert.Equal(json, schema.ToString());
    }

    [Fact]
    public void Everything_that_was_written_is_written_back()
    {
        const string Json =
            """{"type":"record","name":"manifest_entry","namespace":"a","doc":"it's <b>","aliases":["a.old"],"fields":[{"name":"status","doc":"what","type":"int","default":0,"order":"ignore","aliases":["state"],"field-id":0},{"name":"splits","type":["null",{"type":"array","items":"long","element-id":133}],"default":null,"field-id":132},{"name":"kind","type":{"type":"enum","name":"Kind","doc":"k","symbols":["A","B"],"default":"B","x":{"y":[1,2]}}},{"name":"key","type":{"type":"fixed","name":"Key","namespace":"b","size":16,"logicalType":"uuid"}},{"name":"self","type":["null","a.manifest_entry"]}],"schema-id":3}""";
        Assert.Equal(Json, AvroSchema.Parse(Json).ToString());
    }

    [Fact]
    public void Ten_thousand_fields_are_a_schema_and_more_are_refused()
    {
        var schema = (AvroRecord)AvroSchema.Parse(Wide(10_000));
        Assert.Equal(10_000, schema.Fields.Count);
        Assert.Equal(schema.ToString(), AvroSchema.Parse(schema.ToString()).ToString());

        Assert.False(AvroSchema.TryParse(Wide(10_001), [], out _, out var error));
        Assert.Contains("more than 10000 fields", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_of_128_levels_is_the_deepest()
    {
        foreach (var json in Deep(128))
        {
            var schema = AvroSchema.Parse(json);
            Assert.Equal(schema.ToNormalizedText(), AvroSchema.Parse(schema.ToString()).ToNormalizedText());
        }
    }

    [Theory]
    [InlineData(130)]
    [InlineData(200_000)]
    public void Deeper_ones_are_refused(int levels)
    {
        foreach (var json in Deep(levels))
        {
            Assert.False(AvroSchema.TryParse(json, [], out _, out var error));
            Assert.Contains("deeper than 128 levels", error.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Levels_are_counted_through_names_and_references()
    {
        var chain = new StringBuilder("""[{"type":"record","name":"r0","fields":[]}""");
        for (var i = 1; i < 5_000; i++)
        {
            chain.Append($$""",{"type":"record","name":"r{{i}}","fields":[{"name":"f","type":"r{{i - 1}}"}]}""");
        }

        Assert.False(AvroSchema.TryParse(chain.Append(']').ToString(), [], out _, out var error));
        Assert.Contains("deeper than 128 levels", error.Reason, StringComparison.Ordinal);

        var inner = AvroSchema.Parse(Deep(100).First());
        Assert.False(AvroSchema.TryParse(Deep(100).First().Replace("\"name\":\"r", "\"name\":\"s", StringComparison.Ordinal).Replace("\"int\"", "\"r0\"", StringComparison.Ordinal), [inner], out _, out error));
        Assert.Contains("deeper than 128 levels", error.Reason, StringComparison.Ordinal);
    }

    private static string Wide(int count) =>
        $$"""{"type":"record","name":"wide","fields":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"f{{i}}","type":["null","string"],"default":null}"""))}}]}""";

    private static IEnumerable<string> Deep(int levels)
    {
        yield return Nested(levels, i => $$"""{"type":"record","name":"r{{i}}","fields":[{"name":"f","type":["null",""", "]}]}");
        yield return Nested(levels, _ => """{"type":"array","items":""", "}");
        yield return Nested(levels, _ => """{"type":"map","values":""", "}");
    }

    private static string Nested(int levels, Func<int, string> open, string close) =>
        string.Concat(Enumerable.Range(0, levels).Select(open)) + "\"int\"" + string.Concat(Enumerable.Repeat(close, levels));
}
