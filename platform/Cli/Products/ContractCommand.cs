using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh contract</c>: writes a product's contract to stdout: as the schema from which a consumer keeps the fields that it reads, or for other tools.</summary>
internal static class ContractCommand
{
    public static Command Create()
    {
        var product = ProductArgument.Create();
        var format = new Option<string>("--format")
        {
            Description = "avro or json-schema (the schema of a row), or odcs (the whole contract by the Open Data Contract Standard)",
            DefaultValueFactory = _ => WireNames.Of(ContractFormat.Avro),
        };
        format.AcceptOnlyFromAmong([.. WireNames.All<ContractFormat>()]);
        var command = new MeshCommand("contract", "Write a product's contract: its schema as Avro, for Consumes/<product>.avsc of a domain that reads it, or another format") { product, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var answer = await mesh.GetAsync($"products/{result.GetValue(product)}", cancellationToken);
            var requested = WireNames.TryParse<ContractFormat>(result.GetValue(format), out var named) ? named : ContractFormat.Avro;
            await Console.Out.WriteAsync(ContractExport.Of(answer.Deserialize<ProductDetails>(MeshJson.Options)!, requested).Text);
        });
    }
}
