import java.sql.DriverManager;
import java.util.Properties;

/** Reads a query's rows through Trino's driver: the address is the portal's own line. */
class Read {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", args[1]);
        properties.setProperty("accessToken", System.getenv("MESH_TOKEN"));
        try (var connection = DriverManager.getConnection(args[0], properties); var rows = connection.createStatement().executeQuery(args[2])) {
            while (rows.next()) {
                System.out.println(rows.getString(1));
            }
        }
    }
}
