namespace MeshStarter.Contracts.Registration;

/// <summary>A product that was requested by its name, among others.</summary>
/// <param name="Name">The name that it was requested by: <c>orders.orders</c> for the default major version, <c>orders.orders@1</c> for a certain one.</param>
/// <param name="Product">The product.</param>
public sealed record NamedProduct(string Name, ProductDetails Product)
{
    /// <summary>The most names in one request.</summary>
    public const int MostNames = 100;
}
