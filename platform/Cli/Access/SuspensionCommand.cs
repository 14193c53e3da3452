using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Policies;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Access;

/// <summary><c>mesh access suspend</c>, <c>resume</c> and <c>suspensions</c>: takes all grants of a principal out of effect and back into it, and lists who is suspended.</summary>
internal static class SuspensionCommand
{
    public static Command Create(string verb, string description, string done)
    {
        var principal = new Argument<string>("principal") { Description = "The person or service, as its token names it (sub)" };
        var reason = ReasonOption.Create();
        var format = FormatOption.OfOne();
        return new MeshCommand(verb, description) { principal, reason, format }.Run(async (result, mesh, cancellationToken) =>
        {
            var name = result.GetValue(principal)!;
            // A segment of an address that is empty or dots would be another address.
            if (name.Trim('.', ' ').Length == 0)
            {
                throw new CliException(CliExitCodes.Usage, $"principal: {Quoted.Text(name)} is no person or service.");
            }

            await mesh.GovernanceAsync(HttpMethod.Post, $"access/principals/{Uri.EscapeDataString(name)}/{verb}", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken);
            await FormatOption.WriteJsonAsync(result, format, new { Principal = name, IsSuspended = verb == "suspend" });
            await Console.Error.WriteLineAsync($"{VisibleText.Line(name)} {done}");
        });
    }

    public static Command CreateList() => PolicyCommand.CreateList<PrincipalSuspension>(
        "suspensions", "List the suspended people and services: all as auditor or in the security seat, else yourself", "access/suspensions", AccessText.Of, ["principal", "since", "by", "reason"], "There is no suspension that you may see.");
}
