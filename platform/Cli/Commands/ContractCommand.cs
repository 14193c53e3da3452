using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Avro;

namespace MeshStarter.Cli.Commands;

/// <summary><c>mesh contract</c>: writes a product's schema to stdout, from which a consumer keeps the fields that it reads.</summary>
internal static class ContractCommand
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var options = new MeshOptions();
        var command = new Command("contract", "Write a product's schema as Avro, for Consumes/<product>.avsc of a domain that reads it") { product };
        options.AddTo(command);
        command.SetAction((result, cancellationToken) => WriteAsync(options.Open(result), result.GetValue(product), cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(MeshRemote mesh, ProductReference product, CancellationToken cancellationToken)
    {
        using (mesh)
        {
            var answer = await mesh.GetAsync($"products/{product}", cancellationToken);
            var details = answer.Deserialize<ProductDetails>(MeshJson.Options)!;
            var schema = AvroSchemas.FromColumns(details.Name, details.Schema, details.Description);
            using var json = JsonDocument.Parse(schema.ToString());
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(json.RootElement, Written));
        }

        return CliExitCodes.Success;
    }
}
