namespace MeshStarter.Portal.SignIn;

/// <summary>The people that the development issuer knows, and what to try as each.</summary>
internal static class Personas
{
    public static readonly IReadOnlyList<(string Name, string About)> All =
    [
        ("analyst", "reads across domains; personal data is masked"),
        ("orders-owner", "owns the products of Orders and sees them whole"),
        ("payments-owner", "owns the products of Payments and sees them whole"),
        ("inventory-owner", "owns the products of Inventory and sees them whole"),
        ("auditor", "reads what was decided"),
        ("platform-admin", "runs the platform; personal data is masked"),
    ];
}
