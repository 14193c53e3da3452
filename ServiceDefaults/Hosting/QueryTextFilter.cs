using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Json;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Refuses a query string with the character U+0000, which no store accepts. The server itself refuses it in paths.</summary>
internal sealed class QueryTextFilter(RequestDelegate next, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) != true || Offender(request.Query) is not { } offender)
        {
            await next(context);
            return;
        }
        await problems.AnswerAsync(context, StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request", $"{offender}: {StorableJson.Rule}");
    }

    private static string? Offender(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (name.Contains(StorableJson.Refused))
            {
                return "a parameter's name";
            }

            if (values.Any(value => value?.Contains(StorableJson.Refused) == true))
            {
                return name;
            }
        }
        return null;
    }
}
