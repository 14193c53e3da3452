using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Policies;

/// <summary><c>mesh policy declassify</c> and <c>declassifications</c>: asks as owner that a version is handled less strictly, decides about it in the security seat, and lists requests.</summary>
internal static class PolicyDeclassifyCommand
{
    private const string Path = "policy/declassifications";

    public static Command Create()
    {
        var product = new Argument<string?>("product") { Description = "The product, such as orders.orders", Arity = ArgumentArity.ZeroOrOne };
        var version = new Argument<string?>("version") { Description = "The version that declares less, such as 1.1.0", Arity = ArgumentArity.ZeroOrOne };
        var columns = new Option<string[]>("--columns") { Description = "The columns whose tags are to be gone; without it the classification", AllowMultipleArgumentsPerToken = true };
        var reason = ReasonOption.Create();
        var approve = new Option<Guid?>("--approve") { Description = "Approve this request, in the security seat" };
        var decline = new Option<Guid?>("--decline") { Description = "Decline this request, in the security seat" };
        var command = new MeshCommand("declassify", "Ask to handle a version of a product less strictly, or decide about it") { product, version, columns, reason, approve, decline };
        return command.Show<DeclassificationRequest>((result, mesh, cancellationToken) =>
        {
            var (name, number, approved, declined) = (result.GetValue(product), result.GetValue(version), result.GetValue(approve), result.GetValue(decline));
            if (new[] { name is not null, approved is not null, declined is not null }.Count(given => given) != 1)
            {
                throw new CliException(CliExitCodes.Usage, "product: name a product with its version, or a request with --approve or --decline.");
            }

            return (approved ?? declined) is { } id
                ? mesh.GovernanceAsync(HttpMethod.Post, $"{Path}/{id}/{(approved is null ? "decline" : "approve")}", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken)
                : mesh.GovernanceAsync(HttpMethod.Post, Path, Form(name!, number, result.GetValue(reason)!, result.GetValue(columns)), cancellationToken);
        }, PolicyText.Of);
    }

    public static Command CreateList() => PolicyCommand.CreateList<DeclassificationRequest>(
        "declassifications", "List requests to declassify, those that wait first", Path, PolicyText.Of, ["request", "state", "product", "version", "columns", "by", "reason"], "There is no request.");

    private static DeclassificationForm Form(string name, string? number, string reason, string[]? columns)
    {
        if (!DataProductId.TryParse(name, out var product, out var wrong))
        {
            throw new CliException(CliExitCodes.Usage, $"product: {wrong}");
        }

        if (!ProductVersion.TryParse(number, out var version))
        {
            throw new CliException(CliExitCodes.Usage, "version: write the version that declares less, such as 1.1.0.");
        }

        return new DeclassificationForm(product, version, reason, columns is { Length: > 0 } ? columns : null);
    }
}
