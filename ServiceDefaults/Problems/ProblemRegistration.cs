using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Registers problem details for every error: refused bindings, unknown addresses, unhandled exceptions.</summary>
internal static class ProblemRegistration
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, MeshProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<BadRequestHandler>();
        services.AddSingleton<UnavailableLog>();
        services.AddExceptionHandler<UnavailableHandler>();
        // A refused binding is thrown in every environment, so that its place can be named.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }
}
