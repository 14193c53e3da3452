using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Tests.Avro;

public sealed class CompatibilityTests
{
    public static TheoryData<string> Names => [.. CompatibilityCases.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pair_has_its_reasons(string name)
    {
        var (_, reader, writer, reasons) = CompatibilityCases.All.Single(@case => @case.Name == name);
        var found = AvroCompatibility.Check(AvroSchema.Parse(reader), AvroSchema.Parse(writer));
        Assert.Equal(reasons, found.Select(reason => $"{reason.KindName} {reason.Path}"));
    }

    [Fact]
    public void Namespaces_do_not_count() =>
        Assert.Empty(AvroCompatibility.Check(
            AvroSchema.Parse("""{"type":"record","name":"new.place.R","fields":[]}"""),
            AvroSchema.Parse("""{"type":"record","name":"old.R","fields":[]}""")));

    [Fact]
    public void Logical_types_do_not_count() =>
        Assert.Empty(AvroCompatibility.Check(
            AvroSchema.Parse("""{"type":"bytes","logicalType":"decimal","precision":18,"scale":4}"""),
            AvroSchema.Parse("""{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}""")));

    [Theory]
    [InlineData(CompatibilityLevel.None, "drop", false)]
    [InlineData(CompatibilityLevel.Backward, "drop", false)]
    [InlineData(CompatibilityLevel.Forward, "drop", true)]
    [InlineData(CompatibilityLevel.Full, "drop", true)]
    [InlineData(CompatibilityLevel.Backward, "add", true)]
    [InlineData(CompatibilityLevel.Forward, "add", false)]
    [InlineData(CompatibilityLevel.Full, "add", true)]
    [InlineData(CompatibilityLevel.FullTransitive, "add optional", false)]
    [InlineData(CompatibilityLevel.None, "add", false)]
    public void A_level_asks_for_its_direction(CompatibilityLevel level, string change, bool conflicts)
    {
        var old = AvroSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
        var @new = AvroSchema.Parse(change switch
        {
            "drop" => """{"type":"record","name":"R","fields":[]}""",
            "add" => """{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}""",
            _ => """{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int","default":0}]}""",
        });
        Assert.Equal(conflicts, CompatibilityLevels.Check(level, @new, [old]) is not null);
    }

    [Theory]
    [InlineData(CompatibilityLevel.Backward, null)]
    [InlineData(CompatibilityLevel.BackwardTransitive, 0)]
    [InlineData(CompatibilityLevel.FullTransitive, 0)]
    public void Transitive_levels_reach_behind_the_latest(CompatibilityLevel level, int? conflict)
    {
        var first = AvroSchema.Parse("""{"type":"record","name":"R","fields":[]}""");
        var second = AvroSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":0}]}""");
        var third = AvroSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
        Assert.Equal(conflict, CompatibilityLevels.Check(level, third, [first, second])?.Earlier);
    }

    [Fact]
    public void A_reason_reads_as_a_registry_writes_it()
    {
        var old = AvroSchema.Parse("""{"type":"record","name":"R","fields":[]}""");
        var @new = AvroSchema.Parse("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}""");
        Assert.Equal(
            "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'a' at path '/fields/0' in the new schema has no default value and is missing in the old schema', additionalInfo:'a'}",
            CompatibilityLevels.Check(CompatibilityLevel.Backward, @new, [old])!.Reasons.Single().ToString());
        Assert.Equal(
            "The field 'a' at path '/fields/0' in the old schema has no default value and is missing in the new schema",
            CompatibilityLevels.Check(CompatibilityLevel.Forward, old, [@new])!.Reasons.Single().Description);
    }

    [Theory]
    [InlineData("BACKWARD", CompatibilityLevel.Backward)]
    [InlineData("full_transitive", CompatibilityLevel.FullTransitive)]
    [InlineData("NONE", CompatibilityLevel.None)]
    public void Levels_have_names(string name, CompatibilityLevel expected)
    {
        Assert.True(CompatibilityLevels.TryParse(name, out var level));
        Assert.Equal(expected, level);
        Assert.Equal(name, CompatibilityLevels.NameOf(level), ignoreCase: true);
        Assert.False(CompatibilityLevels.TryParse("SIDEWAYS", out _));
        Assert.False(CompatibilityLevels.TryParse(null, out _));
    }

    [Fact]
    public void Types_that_unroll_each_other_for_long_are_compared_or_refused_in_no_time()
    {
        // Two rings of coprime lengths meet in every pair of their types.
        var (one, other) = (Ring(97), Ring(101));
        try
        {
            Assert.Empty(AvroCompatibility.Check(one, other));
        }
        catch (AvroSchemaException exception)
        {
            Assert.Contains("cannot be compared", exception.Reason, StringComparison.Ordinal);
        }

        static AvroSchema Ring(int length)
        {
            var json = "\"r.N\"";
            for (var i = 0; i < length; i++)
            {
                json = $$"""{"type":"record","name":"{{(i == length - 1 ? "r" : $"n{i}")}}.N","fields":[{"name":"next","type":["null",{{json}}]}]}""";
            }

            return AvroSchema.Parse(json);
        }
    }
}
