using Dapper;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Runs one statement, on a connection of the pool, on one that is open, or in a transaction; or several in a transaction of their own.</summary>
public static class SqlExtensions
{
    /// <summary>Runs statements in a transaction of their own, and commits it; where they throw, nothing of them stays.</summary>
    /// <returns>The result of the statements.</returns>
    public static async Task<T> InTransactionAsync<T>(this NpgsqlDataSource database, Func<NpgsqlTransaction, Task<T>> statements, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await statements(transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc cref="InTransactionAsync{T}(NpgsqlDataSource, Func{NpgsqlTransaction, Task{T}}, CancellationToken)"/>
    public static async Task InTransactionAsync(this NpgsqlDataSource database, Func<NpgsqlTransaction, Task> statements, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await statements(transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Returns the rows of a query.</summary>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this NpgsqlDataSource database, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync<T>(sql, parameters, cancellationToken);
    }

    /// <inheritdoc cref="QueryAsync{T}(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();

    /// <inheritdoc cref="QueryAsync{T}(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(this NpgsqlTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken))).AsList();

    /// <summary>Returns the rows of a query, each made of its columns before <c>id</c> and of those from there on.</summary>
    public static async Task<IReadOnlyList<T>> QueryAsync<TFirst, TSecond, T>(this NpgsqlDataSource database, string sql, Func<TFirst, TSecond, T> join, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken), join)).AsList();
    }

    /// <inheritdoc cref="QueryAsync{TFirst, TSecond, T}(NpgsqlDataSource, string, Func{TFirst, TSecond, T}, object?, CancellationToken)"/>
    public static async Task<IReadOnlyList<T>> QueryAsync<TFirst, TSecond, T>(this NpgsqlTransaction transaction, string sql, Func<TFirst, TSecond, T> join, object? parameters, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken), join)).AsList();

    /// <summary>Returns the first row of a query; the default value when it has none. A row may be a single value.</summary>
    public static async Task<T?> FirstAsync<T>(this NpgsqlDataSource database, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.FirstAsync<T>(sql, parameters, cancellationToken);
    }

    /// <inheritdoc cref="FirstAsync{T}(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static Task<T?> FirstAsync<T>(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken) =>
        connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));

    /// <inheritdoc cref="FirstAsync{T}(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static Task<T?> FirstAsync<T>(this NpgsqlTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    /// <summary>Runs a command.</summary>
    /// <returns>The number of changed rows.</returns>
    public static async Task<int> ExecuteAsync(this NpgsqlDataSource database, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(sql, parameters, cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, object? parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));

    /// <inheritdoc cref="ExecuteAsync(NpgsqlDataSource, string, object?, CancellationToken)"/>
    public static Task<int> ExecuteAsync(this NpgsqlTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
