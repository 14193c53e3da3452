using MeshStarter.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Orders.Shop;

/// <summary>The shop's own API, for operational traffic of this domain only.</summary>
internal static class ShopEndpoints
{
    public static IEndpointRouteBuilder MapShop(this IEndpointRouteBuilder app)
    {
        var shop = app.MapGroup("/shop/orders").RequireOwnDomain().WithTags("shop");
        shop.MapPost("", PlaceAsync).WithValidation<NewOrder>("The order cannot be placed.").WithName("PlaceOrder").WithSummary("Place an order");
        shop.MapGet("{orderId:guid}", FindAsync).WithName("FindOrder").WithSummary("One order as it is");
        shop.MapPost("{orderId:guid}/{step}", MoveAsync).WithName("MoveOrder").WithSummary("Approve, ship, deliver or cancel an order");
        app.MapGroup("/shop/customers").RequireOwnDomain().WithTags("shop")
            .MapDelete("{customerId:guid}", ForgetAsync).WithName("ForgetCustomer").WithSummary("Delete a customer's orders, here and in the products");
        return app;
    }

    private static async Task<Created<Order>> PlaceAsync(NewOrder order, OrderService service, TimeProvider time, CancellationToken cancellationToken)
    {
        var placed = order.Place(Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow());
        await service.SaveAsync([placed], cancellationToken);
        return TypedResults.Created($"/shop/orders/{placed.OrderId}", placed);
    }

    private static async Task<Results<Ok<Order>, NotFound>> FindAsync(Guid orderId, OrderService service, CancellationToken cancellationToken) =>
        await service.FindAsync(orderId, cancellationToken) is { } order ? TypedResults.Ok(order) : TypedResults.NotFound();

    private static async Task<Ok<ForgottenCustomer>> ForgetAsync(Guid customerId, OrderService service, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await service.ForgetAsync(customerId, time.GetUtcNow(), cancellationToken));

    private static async Task<Results<Ok<Order>, NotFound, ProblemHttpResult>> MoveAsync(
        Guid orderId, [FromRoute] string step, OrderService service, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!OrderProgress.Steps.Contains(step, StringComparer.Ordinal))
        {
            return TypedResults.Problem($"step: \"{step}\" is not one of {string.Join(", ", OrderProgress.Steps)}.", statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.BadRequest);
        }

        return (await service.MoveAsync([orderId], order => OrderProgress.Move(order, step, time.GetUtcNow()), cancellationToken)).SingleOrDefault() switch
        {
            (null, _) => TypedResults.NotFound(),
            ({ } before, null) => TypedResults.Problem($"step: an order that is {before.Status} cannot become {step}.", statusCode: StatusCodes.Status409Conflict, type: ProblemTypes.StateConflict),
            (_, { } after) => TypedResults.Ok(after),
        };
    }
}
