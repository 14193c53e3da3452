using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Policies;

/// <summary><c>mesh policy tighten</c> and <c>tightenings</c>: adds rules that only take from readers, at once and for a time, ends them earlier, and lists what is tightened.</summary>
internal static class PolicyTightenCommand
{
    private const string Path = "policy/tightenings";
    private const int UsualHours = 24;

    public static Command Create()
    {
        var file = new Argument<FileInfo?>("file") { Description = "A list of rules in YAML that only take from readers, such as deny and mask", Arity = ArgumentArity.ZeroOrOne };
        var reason = ReasonOption.Create();
        var product = new Option<string?>("--product") { Description = "The product, as its owner; without it any, in the security seat" };
        var hours = new Option<int>("--hours") { Description = "How long it is in force, 72 hours at most", DefaultValueFactory = _ => UsualHours };
        var end = new Option<Guid?>("--end") { Description = "End this tightening, instead of a file" };
        var format = FormatOption.OfOne();
        var command = new MeshCommand("tighten", "Take from readers at once, for a time, or end that") { file, reason, product, hours, end, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var (path, ended) = (result.GetValue(file), result.GetValue(end));
            if ((path is null) == (ended is null))
            {
                throw new CliException(CliExitCodes.Usage, "file: name a file with rules, or --end with a tightening.");
            }

            if (path is { Exists: false })
            {
                throw new CliException(CliExitCodes.Usage, $"{path.FullName}: there is no such file.");
            }

            var rules = path is null ? null : await CheckedFile.ReadAsync(path.FullName, cancellationToken, file.Name);
            if (ended is { } id)
            {
                await mesh.GovernanceAsync(HttpMethod.Post, $"{Path}/{id}/end", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken);
                await FormatOption.WriteJsonAsync(result, format, new { Id = id, IsEnded = true });
                await Console.Error.WriteLineAsync($"The tightening {id} has ended.");
                return;
            }

            var form = new PolicyTighteningForm(rules!, result.GetValue(reason)!, Product(result.GetValue(product)), result.GetValue(hours));
            var answer = await mesh.GovernanceAsync(HttpMethod.Post, Path, form, cancellationToken);
            await FormatOption.WriteAsync(result, format, answer, () => PolicyText.Of(answer.Deserialize<PolicyTightening>(MeshJson.Options)!));
        });
    }

    public static Command CreateList() => PolicyCommand.CreateList<PolicyTightening>(
        "tightenings", "List what is and was tightened, what is in force first", Path, PolicyText.Of, ["tightening", "until", "product", "by", "reason"], "Nothing is tightened.");

    private static DataProductId? Product(string? name) => name is null ? null
        : DataProductId.TryParse(name, out var product, out var wrong) ? product
        : throw new CliException(CliExitCodes.Usage, $"--product: {wrong}");
}
