namespace MeshStarter.Payments.Products.DailyRevenue;

/// <summary>A row of <c>payments.daily_revenue</c>.</summary>
internal sealed record DailyRevenueRow(DateOnly RevenueDate, long Orders, long Payments, decimal Revenue);
