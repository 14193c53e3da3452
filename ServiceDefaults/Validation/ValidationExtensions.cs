using MeshStarter.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Validation;

/// <summary>Validates requests by the attributes of their members, before an endpoint sees them.</summary>
public static class ValidationExtensions
{
    /// <summary>
    /// Answers a request whose body breaks a rule (<see cref="System.ComponentModel.DataAnnotations"/>) with 400 and a problem that has, for each
    /// field, what it needs to be.
    /// </summary>
    /// <typeparam name="TBody">The body, one of the handler's parameters.</typeparam>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="title">The problem's title, such as <c>The order cannot be placed.</c></param>
    public static RouteHandlerBuilder WithValidation<TBody>(this RouteHandlerBuilder endpoint, string title)
        where TBody : class => endpoint
            .AddEndpointFilter(async (context, next) => BodyRules.Broken(context.Arguments.OfType<TBody>().Single()) is { Count: > 0 } broken
                ? TypedResults.ValidationProblem(broken, type: ProblemTypes.BadRequest, title: title)
                : await next(context))
            .ProducesValidationProblem();
}
