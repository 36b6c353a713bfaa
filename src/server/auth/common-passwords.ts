/**
 * What guessers try first: passwords that leaked most often, walks over the keyboard, names, and words of this trade.
 * Lower case, the longest first, so that none is missed inside a longer one.
 */
export const commonPasswords: readonly string[] = `
administrator abcdefghijkl 0123456789 1234567890 basketball konnichiwa poiuytrewq qwertyuiop 123456789
987654321 alexander asdfghjkl barcelona butterfly chocolate elizabeth liverpool microsoft qazwsxedc
september spiderman superuser temporary 12345678 1q2w3e4r 1qaz2wsx abcd1234 abcdefgh admin123 babygirl
baseball changeme computer december doraemon facebook february football hello123 iloveyou internet
jennifer juventus maverick mercedes michelle november operator p@ssw0rd p@ssword pass1234 passport
passw0rd password passwort princess q1w2e3r4 samantha starwars steelers sunshine superman sysadmin
test1234 trustno1 victoria watanabe whatever zaq12wsx android anthony arigato arsenal charlie chelsea
cowboys default diamond ferrari forever freedom himitsu january jessica letmein loveyou manager matthew
michael mustang nothing october phoenix pokemon porsche rockyou root123 samsung scooter service support
sweetie testing welcome william windows yankees zxcvbnm 000000 111111 112233 121212 123123 123456 123abc
131313 1q2w3e 222222 555555 654321 666666 696969 777777 888888 999999 a1b2c3 aaaaaa abc123 access amanda
andrew asdfgh ashley autumn azerty banana batman buster cheese cookie daniel dragon flower friday ginger
golfer google hanako harley hockey hunter iphone jordan joshua killer lovely loveme master matrix monday
monkey muster naruto nicole nippon nissan orange peanut pepper purple qazwsx qweasd qwerty qwertz ranger
robert sakura secret server shadow silver soccer spring summer suzuki tanaka thomas tigger toyota ubuntu
winter yamada yamaha yellow zxcvbn 12345 angel guest honda kyoto linux login nihon osaka tokyo taro
`
  .trim()
  .split(/\s+/);
