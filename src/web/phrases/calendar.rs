//! What months and days of the week are called within a date.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { MonthPhrase, "A month, in a date.":
    January { nb: "januar", nn: "januar", se: "ođđajagemánu", en: "January" }
    February { nb: "februar", nn: "februar", se: "guovvamánu", en: "February" }
    March { nb: "mars", nn: "mars", se: "njukčamánu", en: "March" }
    April { nb: "april", nn: "april", se: "cuoŋománu", en: "April" }
    May { nb: "mai", nn: "mai", se: "miessemánu", en: "May" }
    June { nb: "juni", nn: "juni", se: "geassemánu", en: "June" }
    July { nb: "juli", nn: "juli", se: "suoidnemánu", en: "July" }
    August { nb: "august", nn: "august", se: "borgemánu", en: "August" }
    September { nb: "september", nn: "september", se: "čakčamánu", en: "September" }
    October { nb: "oktober", nn: "oktober", se: "golggotmánu", en: "October" }
    November { nb: "november", nn: "november", se: "skábmamánu", en: "November" }
    December { nb: "desember", nn: "desember", se: "juovlamánu", en: "December" }
}

phrases! { WeekdayPhrase, "A day of the week, from Monday as ISO 8601 counts.":
    Monday { nb: "mandag", nn: "måndag", se: "vuossárga", en: "Monday" }
    Tuesday { nb: "tirsdag", nn: "tysdag", se: "maŋŋebárga", en: "Tuesday" }
    Wednesday { nb: "onsdag", nn: "onsdag", se: "gaskavahkku", en: "Wednesday" }
    Thursday { nb: "torsdag", nn: "torsdag", se: "duorasdat", en: "Thursday" }
    Friday { nb: "fredag", nn: "fredag", se: "bearjadat", en: "Friday" }
    Saturday { nb: "lørdag", nn: "laurdag", se: "lávvardat", en: "Saturday" }
    Sunday { nb: "søndag", nn: "søndag", se: "sotnabeaivi", en: "Sunday" }
}
