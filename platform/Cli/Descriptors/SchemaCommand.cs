using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Pipelines.Reading;
using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Cli.Descriptors;

/// <summary><c>mesh schema</c>: writes the JSON Schema of a file that teams write, by which an editor completes its keys and underlines faults.</summary>
internal static class SchemaCommand
{
    private static readonly Dictionary<string, Func<JsonObject>> Files = new(StringComparer.Ordinal)
    {
        ["data-product"] = DescriptorSchema.Create,
        ["pipeline"] = PipelineSchema.Create,
        ["source"] = SourceSchema.Create,
    };

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = string.Join(", ", Files.Keys) };
        file.AcceptOnlyFromAmong([.. Files.Keys]);
        var format = FormatOption.OfOne();
        var command = new Command("schema", "Write the JSON Schema of data-product.yaml, pipeline.yaml or source.yaml, for an editor; as json in one line") { file, format };
        command.SetAction(result => Console.Out.WriteLine(Files[result.GetValue(file)!]().ToJsonString(FormatOption.IsJson(result, format) ? MeshJson.Options : Layout)));
        return command;
    }
}
