using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Identity;

/// <summary>Tokens for the persona that a developer chooses. JSON only and nothing from a web page, so that no site a developer visits can fetch one.</summary>
internal static class PersonaTokenEndpoints
{
    public static void MapPersonaTokens(this IEndpointRouteBuilder routes)
    {
        var personas = routes.MapGroup("/dev").AllowAnonymous().AddEndpointFilter(RefuseWebPages).WithTags("Identity");
        personas.MapPost("/token", IssueAsync).AddEndpointFilter(TokenRateLimit.FilterStrangersAsync).WithName("PersonaToken").WithSummary("A token for a persona, in Development");
        personas.MapGet("/personas", List).WithName("Personas").WithSummary("Whom a developer can be");
    }

    private static Ok<Page<Persona>> List(PersonaDirectory personas) => TypedResults.Ok(new Page<Persona>(personas.All, Next: null));

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> IssueAsync(
        HttpContext context, PersonaDirectory personas, AudienceSelection audiences, TokenOffice office, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var request = await PersonaTokenRequest.ReadAsync(context.Request, cancellationToken);
        if (request.Others is { Count: > 0 } others)
        {
            return GovernanceProblems.BadRequest($"{Quoted.Text(others.Keys.First())}: there is no such key. The keys are persona and audience.");
        }

        if (personas.Find(request.Persona) is not { } persona)
        {
            return GovernanceProblems.BadRequest($"persona: there is no such persona. Use one of {string.Join(", ", personas.All.Select(known => known.Name))}.");
        }

        if (AudienceSelection.Read(request.Audience) is not { } requested)
        {
            return GovernanceProblems.BadRequest("audience: not a name and not an array of names. Leave it out to name every service and domain.");
        }

        if (audiences.Select(requested, out _) is not { } selected)
        {
            return GovernanceProblems.BadRequest($"audience: names an unknown service or domain. Use names of {string.Join(", ", audiences.All)}.");
        }

        return TypedResults.Ok(await office.IssueAsync(TokenSubject.Of(persona), selected, cancellationToken));
    }

    private static async ValueTask<object?> RefuseWebPages(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!context.HttpContext.Request.Headers.ContainsKey("Origin"))
        {
            return await next(context);
        }

        return TypedResults.Problem(
            "Requests with the header Origin come from web pages, which get no token here. Ask without it.",
            statusCode: StatusCodes.Status403Forbidden, title: "Not for web pages", type: ProblemTypes.Forbidden);
    }
}
