using System.Text.Json.Nodes;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Platform.Pipelines.Definitions;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>The JSON Schema of <c>pipeline.yaml</c>.</summary>
public static class PipelineSchema
{
    /// <summary>Makes the schema.</summary>
    public static JsonObject Create() => Document(PipelineDefinition.FileName, Keys(
        ("inputs", Inputs()),
        ("window", Window()),
        ("run*", Run()),
        ("min_interval", ValueForms.Duration().Says("With run: on_inputs, the shortest time between two runs of a window, up to a day. Default: a twentieth of freshness_sla, or a minute.")),
        ("lookback", Whole(1, RunSection.MostLookback).Says("With run: on_inputs, the number of windows up to the last look at an input that run with those since, where it is unknown which a change touched. Default: 2.")),
        ("catch_up", Word<CatchUp>().Says("With a schedule by the clock, what happens to windows that fell due while the service was away. Default: all.")),
        ("timeout", ValueForms.Duration().Says("The longest time of an attempt, up to a day. Default: 1 hour.")),
        ("attempts", Whole(1, PipelineReader.MostAttempts).Says("The attempts of a run that fails for a reason that may pass. Default: 3."))));

    private static JsonObject Inputs() => new JsonObject
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = ValueForms.ReferencePattern },
        ["additionalProperties"] = Input(),
    }.Says("The products that it reads, orders.orders or a major version orders.orders@1. The descriptor declares each in its inputs.");

    private static JsonObject Input()
    {
        var input = Keys(
            ("by", Text().Says("The input's column by which the rows of a window are read. Without it all rows are read.")),
            ("triggers", Word<InputTriggers>().Says("all: a change of the input makes all windows due.")));
        input["type"] = new JsonArray("object", "null");
        return input;
    }

    private static JsonObject Window() => Keys(
        ("column*", Filled().Says("The product's own column that says in which window a row is: required, a date or a timestamp.")),
        ("size*", Either(Word(WindowSection.SizeForms), Text($@"^\s*({string.Join('|', WindowSection.SizeForms)})\s*$", $"Write one of {string.Join(", ", WindowSection.SizeForms)}.")).Says("The length of a window.")),
        ("zone", Filled().Says("The IANA name of the zone of the boundaries, such as Europe/Berlin. Default: UTC.")),
        ("from*", Text(@"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$", "Write year, month and day, such as 2016-09-01.").Says("The local day in the first window.")))
        .Says("The division of the product's rows. Without it the whole table is one window.");

    private static JsonObject Run()
    {
        var clock = Keys(
            ("cron", Filled().Says("A cron expression of five fields, such as \"15 6 * * *\".")),
            (RunSection.Every, ValueForms.Duration().Says("An interval from a second to a day, such as 1 hour.")),
            ("zone", Filled().Says("The IANA name of its zone. Default: that of the windows, else UTC.")));
        clock["oneOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("cron") }, new JsonObject { ["required"] = new JsonArray(RunSection.Every) });
        return Either(
            Word([RunSection.OnInputs]),
            Text($"^ *{RunSection.Every} {ValueForms.DurationPattern}$", "Write on_inputs, a text such as \"every 15 minutes\", or { cron: \"15 6 * * *\" }."),
            clock).Says("When it runs: on_inputs, every 15 minutes, or { cron: \"15 6 * * *\" }.");
    }
}
